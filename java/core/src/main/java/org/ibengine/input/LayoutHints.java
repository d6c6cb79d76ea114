package org.ibengine.input;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.ibengine.error.DatasetException;
import org.ibengine.io.ImageFiles;
import org.ibengine.text.Text;

/** What to do about input that is almost in a layout. */
public final class LayoutHints {
  private static final Pattern PART_OF_NNUNET = Pattern.compile("(images|labels)(Tr|Ts|Val)");
  private static final Pattern MASK_LIKE =
      Pattern.compile(".*(seg|mask|label|lesion|annot|msk).*", Pattern.CASE_INSENSITIVE);
  private static final Pattern PREFIX = Pattern.compile("[-_. ]+");
  private static final int MOST_LOOKED_INTO = 20;

  private LayoutHints() {}

  /** Why a folder without a mask is not a case. */
  static String noMask(String name, CaseFiles files) {
    StringBuilder text = new StringBuilder("has no mask; add ").append(files.masks().wanted());
    Optional<Path> candidate = maskLike(files);
    candidate.ifPresent(
        file ->
            text.append("; if ")
                .append(file.getFileName())
                .append(" is it, rename it to GT.nii.gz, or give --mask ")
                .append(ImageFiles.nameOf(file).stem()));
    files.ignored().stream()
        .filter(files.masks()::isMask)
        .findFirst()
        .ifPresent(
            file ->
                text.append("; ").append(files.folder().relativize(file)).append(" is not read"));
    List<String> stems =
        files.images().stream()
            .filter(file -> !candidate.equals(Optional.of(file)))
            .map(file -> ImageFiles.nameOf(file).stem())
            .toList();
    return text.append(prefixed(name, stems)).toString();
  }

  private static Optional<Path> maskLike(CaseFiles files) {
    return files.images().stream()
        .filter(file -> MASK_LIKE.matcher(ImageFiles.nameOf(file).stem()).matches())
        .findFirst();
  }

  /** Says so if names of modalities begin with the case's, which no other case then has. */
  public static String prefixed(String caseName, List<String> modalities) {
    for (String modality : modalities) {
      String rest = afterPrefix(caseName, modality);
      if (!rest.isEmpty()) {
        return "; its file names begin with the case's name, so that no two cases have one modality:"
            + " leave it out, as in "
            + rest
            + ".nii.gz";
      }
    }
    return "";
  }

  /** What comes after the case's name and what separates it; empty of another name. */
  static String afterPrefix(String caseName, String stem) {
    String rest = stem.startsWith(caseName) ? stem.substring(caseName.length()) : "";
    Matcher separators = PREFIX.matcher(rest);
    return separators.lookingAt() ? rest.substring(separators.end()) : "";
  }

  /** Whether a folder is a part of nnU-Net's raw layout by its name. */
  static boolean isPartOfNnunet(Path folder) {
    return PART_OF_NNUNET.matcher(folder.getFileName().toString()).matches();
  }

  /** What is in a folder that has no layout and may have been meant. */
  static String inside(Path folder, InputLayouts layouts) {
    CaseFiles own = CaseFiles.of(folder, MaskRule.USUAL);
    if (isPartOfNnunet(folder)) {
      return "; it is a part of nnU-Net's raw layout: give the folder that holds it";
    }
    Optional<String> refusal = ImageFiles.refusalOf(folder);
    if (refusal.isPresent()) {
      return "; it " + refusal.get();
    }
    String withoutMask = "";
    for (Path child : ownFirst(own.folders())) {
      try {
        Optional<InputLayout> fitting =
            Files.isDirectory(child) ? layouts.first(child) : Optional.empty();
        if (fitting.isPresent()) {
          return Text.format(
              "; %s in it has the layout %s: give that folder",
              child.getFileName(), fitting.get().name());
        }
        if (withoutMask.isEmpty()) {
          withoutMask = withoutMask(child);
        }
      } catch (DatasetException e) {
        continue; // it cannot be listed, so it gives no hint
      }
    }
    return withoutMask;
  }

  /** A folder of derivatives is a part of the dataset beside it. */
  private static List<Path> ownFirst(List<Path> folders) {
    Comparator<Path> derived =
        Comparator.comparing(folder -> folder.getFileName().toString().equals("derivatives"));
    return folders.stream().sorted(derived).limit(MOST_LOOKED_INTO).toList();
  }

  private static String withoutMask(Path child) {
    CaseFiles files = Files.isDirectory(child) ? CaseFiles.of(child, MaskRule.USUAL) : null;
    String name = child.getFileName().toString();
    return files == null || files.images().isEmpty() || isPartOfNnunet(child)
        ? ""
        : "; " + name + " has images, but " + noMask(name, files);
  }
}
