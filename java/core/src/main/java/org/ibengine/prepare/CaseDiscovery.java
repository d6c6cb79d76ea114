package org.ibengine.prepare;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.ibengine.error.DatasetException;
import org.ibengine.store.DatasetFolder;

/**
 * Finds the cases of input folders. A case is a folder with NIfTI files: the one whose name starts
 * with {@code gt} (in any case) is its mask, each other one a modality named by what comes before
 * {@code .nii}. Hidden files are ignored. An input that holds a mask itself is one case.
 *
 * @param cases sorted by name
 * @param failures folders that look like cases and cannot be used
 */
public record CaseDiscovery(List<CaseFolder> cases, List<CaseFailure> failures) {
  public CaseDiscovery {
    cases = List.copyOf(cases);
    failures = List.copyOf(failures);
  }

  /**
   * Lists folders, opens no file.
   *
   * @throws DatasetException if an input is no readable folder, holds no case, or two cases have
   *     one name
   */
  public static CaseDiscovery of(List<Path> inputs) {
    SortedMap<String, Path> folders = new TreeMap<>();
    for (Path input : inputs) {
      List<Path> found = caseFolders(input);
      if (found.isEmpty()) {
        throw new DatasetException(
            input,
            "holds no case; expected one folder a case with GT.nii.gz and one NIfTI file a"
                + " modality");
      }
      for (Path folder : found) {
        Path other = folders.putIfAbsent(folder.getFileName().toString(), folder);
        if (other != null) {
          throw new DatasetException(
              folder, "case names must differ, " + other + " has the same; rename one of them");
        }
      }
    }
    List<CaseFolder> cases = new ArrayList<>();
    List<CaseFailure> failures = new ArrayList<>();
    for (Map.Entry<String, Path> entry : folders.entrySet()) {
      try {
        cases.add(read(entry.getKey(), entry.getValue()));
      } catch (DatasetException e) {
        failures.add(new CaseFailure(entry.getKey(), e.getMessage()));
      }
    }
    return new CaseDiscovery(cases, failures);
  }

  private static List<Path> caseFolders(Path input) {
    Path folder = input.toAbsolutePath().normalize();
    if (!Files.isDirectory(folder)) {
      throw new DatasetException(
          input, Files.exists(folder) ? "is no folder" : "there is no such folder");
    }
    if (list(folder).stream().anyMatch(file -> isNifti(file) && isMask(file))) {
      return List.of(folder);
    }
    return list(folder).stream()
        .filter(Files::isDirectory)
        .filter(child -> list(child).stream().anyMatch(CaseDiscovery::isNifti))
        .toList();
  }

  private static CaseFolder read(String name, Path folder) {
    requirePlainName(folder, "case", name);
    Path mask = null;
    SortedMap<String, Path> modalities = new TreeMap<>();
    for (Path file : list(folder).stream().filter(CaseDiscovery::isNifti).toList()) {
      if (isMask(file)) {
        if (mask != null) {
          throw new DatasetException(
              folder,
              "must hold one mask, holds %s and %s; remove one"
                  .formatted(mask.getFileName(), file.getFileName()));
        }
        mask = file;
      } else {
        addModality(modalities, file);
      }
    }
    if (mask == null) {
      throw new DatasetException(folder, "has no mask; add GT.nii.gz (or gt*.nii, gt*.nii.gz)");
    }
    if (modalities.isEmpty()) {
      throw new DatasetException(folder, "has a mask and no modality; add one, as FLAIR.nii.gz");
    }
    return new CaseFolder(name, folder, mask, modalities);
  }

  private static void addModality(SortedMap<String, Path> modalities, Path file) {
    String fileName = file.getFileName().toString();
    String modality = fileName.substring(0, fileName.toLowerCase(Locale.ROOT).indexOf(".nii"));
    requirePlainName(file, "modality", modality);
    if (modality.equals(DatasetFolder.LABEL) || modality.startsWith("_")) {
      throw new DatasetException(
          file,
          "a modality must not be called \"%s\" nor start with _; rename the file"
              .formatted(DatasetFolder.LABEL));
    }
    Path other = modalities.putIfAbsent(modality, file);
    if (other != null) {
      throw new DatasetException(
          file,
          "two files give modality %s, the other is %s; remove one"
              .formatted(modality, other.getFileName()));
    }
  }

  /** The names become parts of file names that other tools take apart. */
  private static void requirePlainName(Path path, String what, String name) {
    boolean plain =
        !name.isEmpty()
            && !name.startsWith(".")
            && name.codePoints()
                .allMatch(c -> Character.isLetterOrDigit(c) || "_-+. ()".indexOf(c) >= 0);
    if (!plain) {
      throw new DatasetException(
          path,
          "a %s name is made of letters, digits and any of _-+.() and spaces, was \"%s\"; rename it"
              .formatted(what, name));
    }
  }

  private static boolean isNifti(Path file) {
    String name = file.getFileName().toString().toLowerCase(Locale.ROOT);
    boolean named = name.endsWith(".nii") || name.endsWith(".nii.gz");
    return named && !name.startsWith(".") && !Files.isDirectory(file);
  }

  private static boolean isMask(Path file) {
    return file.getFileName().toString().toLowerCase(Locale.ROOT).startsWith("gt");
  }

  /** Entries that are not hidden, sorted. */
  private static List<Path> list(Path folder) {
    try (Stream<Path> entries = Files.list(folder)) {
      return entries
          .filter(entry -> !entry.getFileName().toString().startsWith("."))
          .sorted()
          .toList();
    } catch (NoSuchFileException e) {
      throw new DatasetException(folder, "there is no such folder", e);
    } catch (IOException e) {
      throw new DatasetException(folder, "cannot be listed: " + e.getMessage(), e);
    }
  }
}
