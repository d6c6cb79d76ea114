package org.ibengine.store;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.ibengine.error.DatasetException;
import org.ibengine.text.Text;

/**
 * Tells where the case's name ends and the modality's begins. Label files name the cases; what
 * follows a case's name is the modality. If one case's name begins with another's, the reading
 * counts whose modality is known from elsewhere.
 */
final class ScriptNames {
  /** One way to read a file's name. */
  record Reading(String caseName, String modality) {}

  private final Set<String> cases = new TreeSet<>();
  private final Set<String> certain = new HashSet<>();

  ScriptNames(List<ScriptFile> files) {
    files.stream().filter(ScriptFile::isLabel).forEach(file -> cases.add(file.labelledCase()));
    for (ScriptFile file : files) {
      if (!file.isLabel()) {
        List<Reading> readings = readings(file);
        if (readings.size() == 1) {
          certain.add(readings.get(0).modality());
        }
      }
    }
  }

  /**
   * @throws DatasetException if no label file names its case, or there are several readings
   */
  Reading read(ScriptFile file) {
    List<Reading> readings = readings(file);
    if (readings.isEmpty()) {
      throw new DatasetException(
          file.path(),
          Text.format(
              "no label file of the folder names its case; restore <case>_label_%s_<number>.nii.gz",
              file.kind().label()));
    }
    if (readings.size() == 1) {
      return readings.get(0);
    }
    List<Reading> known =
        readings.stream().filter(reading -> certain.contains(reading.modality())).toList();
    if (known.size() != 1) {
      throw new DatasetException(
          file.path(),
          Text.format(
              "can be read as %s; rename the case or the modality in its files",
              String.join(
                  " or as ",
                  readings.stream()
                      .map(it -> "case " + it.caseName() + " modality " + it.modality())
                      .toList())));
    }
    return known.get(0);
  }

  /** Every prefix of the stem that is a case. */
  private List<Reading> readings(ScriptFile file) {
    List<Reading> readings = new ArrayList<>();
    String stem = file.stem();
    for (int at = stem.indexOf('_', 1); at > 0; at = stem.indexOf('_', at + 1)) {
      String name = stem.substring(0, at);
      if (cases.contains(name) && file.modalityIn(name) != null) {
        readings.add(new Reading(name, file.modalityIn(name)));
      }
    }
    return readings;
  }
}
