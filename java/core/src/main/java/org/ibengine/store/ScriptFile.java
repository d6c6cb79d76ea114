package org.ibengine.store;

import java.nio.file.Path;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.ibengine.error.DatasetException;
import org.ibengine.store.DatasetFolder.PatchKind;
import org.ibengine.text.Text;

/**
 * A patch file of the IB-sampling script by its name, {@code
 * <case>_<modality>_positive|negative_<number>.nii.gz}. Case and modality may hold underscores, so
 * where one ends is not said here.
 *
 * @param stem what stands before the kind: case and modality, or case and {@code label}
 */
record ScriptFile(Path path, String stem, PatchKind kind, int number) {
  private static final Pattern NAME =
      Pattern.compile("(.+)_(positive|negative)_([0-9]{1,9})\\.nii(\\.gz)?");
  private static final String LABEL_END = "_" + DatasetFolder.LABEL;

  /**
   * @throws DatasetException if the name says something else, or another kind than its folder
   */
  static ScriptFile of(Path path, PatchKind kind) {
    Matcher name = NAME.matcher(path.getFileName().toString());
    if (!name.matches() || !name.group(2).equals(kind.label())) {
      throw new DatasetException(
          path,
          Text.format(
              "must be named <case>_<modality>_%s_<number>.nii.gz in this folder; rename or remove it",
              kind.label()));
    }
    return new ScriptFile(path, name.group(1), kind, Integer.parseInt(name.group(3)));
  }

  boolean isLabel() {
    return stem.endsWith(LABEL_END) && stem.length() > LABEL_END.length();
  }

  /** The case of a label file. */
  String labelledCase() {
    return stem.substring(0, stem.length() - LABEL_END.length());
  }

  /** The modality if the file is of {@code caseName}; null if it cannot be. */
  String modalityIn(String caseName) {
    return stem.length() > caseName.length() + 1 && stem.startsWith(caseName + "_")
        ? stem.substring(caseName.length() + 1)
        : null;
  }
}
