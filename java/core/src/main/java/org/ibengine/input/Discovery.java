package org.ibengine.input;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import org.ibengine.error.DatasetException;
import org.ibengine.io.ImageFiles;
import org.ibengine.io.ImageName;
import org.ibengine.io.RegularFile;
import org.ibengine.text.NameList;
import org.ibengine.text.Text;
import org.ibengine.work.CaseFailure;

/**
 * Finds the cases of input folders. A case is a folder with images: the one whose name starts with
 * {@code gt} (in any case) is its mask, every other one is a modality, named by what comes before
 * the ending of its format. Hidden files are ignored. An input that holds a mask itself is one
 * case.
 *
 * @param cases sorted by name
 * @param failures folders that look like cases and cannot be used
 * @param warnings files that look like images and are not read
 */
public record Discovery(
    List<InputCase> cases, List<CaseFailure> failures, List<InputWarning> warnings) {
  private static final int MOST_WARNINGS = 5;
  private static final int MOST_FILES = 20; // the user has to find all that is missed

  public Discovery {
    cases = List.copyOf(cases);
    failures = List.copyOf(failures);
    warnings = List.copyOf(warnings);
  }

  /**
   * Lists folders, opens no file.
   *
   * @throws DatasetException if an input is not a readable folder, holds no case, or two cases have
   *     the same name
   */
  public static Discovery of(List<Path> inputs) {
    SortedMap<String, CaseFiles> folders = new TreeMap<>();
    List<CaseFiles> others = new ArrayList<>();
    List<CaseFailure> failures = new ArrayList<>();
    for (Path input : inputs) {
      for (CaseFiles found : caseFolders(input, others, failures)) {
        CaseFiles other = folders.putIfAbsent(nameOf(found), found);
        if (other != null) {
          throw new DatasetException(
              found.folder(),
              "case names must differ, " + other.folder() + " has the same; rename one of them");
        }
      }
    }
    List<InputCase> cases = new ArrayList<>();
    for (Map.Entry<String, CaseFiles> entry : folders.entrySet()) {
      try {
        cases.add(entry.getValue().toCase(entry.getKey()));
      } catch (DatasetException e) {
        failures.add(new CaseFailure(entry.getKey(), e.getMessage()));
      }
    }
    others.addAll(folders.values());
    return new Discovery(cases, failures, warnings(others));
  }

  private static String nameOf(CaseFiles files) {
    Path last = files.folder().getFileName();
    return last == null ? "/" : ImageName.composed(last.toString());
  }

  /**
   * @param others takes folders that are not cases and hold images all the same
   * @param failures takes folders that cannot be listed
   */
  private static List<CaseFiles> caseFolders(
      Path input, List<CaseFiles> others, List<CaseFailure> failures) {
    Path folder = input.toAbsolutePath().normalize();
    if (!Files.isDirectory(folder)) {
      throw new DatasetException(
          input, Files.exists(folder) ? "is not a folder" : "there is no such folder");
    }
    CaseFiles own = CaseFiles.of(folder);
    if (own.hasMask()) {
      return List.of(own.withNested());
    }
    List<CaseFiles> found = new ArrayList<>();
    for (Path child : own.folders()) {
      try {
        CaseFiles files = listed(child);
        if (files.isCase()) {
          found.add(files.withNested());
        } else {
          others.add(files);
        }
      } catch (DatasetException e) {
        failures.add(
            new CaseFailure(ImageName.composed(child.getFileName().toString()), e.getMessage()));
      }
    }
    if (found.isEmpty() && failures.isEmpty()) {
      throw new DatasetException(input, LayoutHints.noCase(own));
    }
    List<Path> beside = new ArrayList<>(own.images());
    beside.addAll(own.voxels());
    beside.addAll(own.ignored());
    others.add(new CaseFiles(folder, List.of(), List.of(), beside, List.of()));
    return found;
  }

  private static CaseFiles listed(Path folder) {
    if (!Files.exists(folder)) {
      RegularFile.require(folder); // a link that leads nowhere
    }
    return CaseFiles.of(folder);
  }

  /** A line for each of the first folders with such files, the last of which counts the others. */
  private static List<InputWarning> warnings(List<CaseFiles> folders) {
    List<CaseFiles> concerned =
        folders.stream().filter(files -> !files.ignored().isEmpty()).toList();
    List<InputWarning> warnings = new ArrayList<>();
    for (CaseFiles files : concerned) {
      if (warnings.size() == MOST_WARNINGS) {
        break;
      }
      int more = concerned.size() - MOST_WARNINGS;
      boolean last = warnings.size() == MOST_WARNINGS - 1 && more > 0;
      warnings.add(
          new InputWarning(
              nameOf(files),
              Text.format(
                  "%s: ignored, although these look like images: %s; only %s files in the folder of a case are read%s",
                  files.folder(),
                  NameList.of(files.ignoredNames(), MOST_FILES),
                  ImageFiles.endings(),
                  last ? " (" + more + " more folders hold such files)" : "")));
    }
    return warnings;
  }
}
