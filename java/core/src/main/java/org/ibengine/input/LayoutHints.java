package org.ibengine.input;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.ibengine.io.ImageFiles;
import org.ibengine.text.NameList;

/** What input in another layout than ours looks like, and what to do about it. */
public final class LayoutHints {
  private static final Pattern NNUNET = Pattern.compile("(images|labels)(Tr|Ts|Val)");
  private static final Pattern MASK_LIKE =
      Pattern.compile(".*(seg|mask|label|lesion|annot).*", Pattern.CASE_INSENSITIVE);
  private static final String SEPARATORS = "-_. ";
  private static final String WANTED =
      "; for each case make one folder with GT.nii.gz and one NIfTI file per modality, named by"
          + " the modality (links will do)";

  private LayoutHints() {}

  /** Why a folder without a mask is not a case. */
  static String noMask(String name, CaseFiles files) {
    if (NNUNET.matcher(name).matches()) {
      return "has no mask: it looks like a part of nnU-Net's raw layout, which is not read yet"
          + WANTED;
    }
    StringBuilder text =
        new StringBuilder("has no mask; add GT.nii.gz (or gt*.nii, gt*.nii.gz, gt*.hdr)");
    Optional<Path> candidate =
        files.images().stream()
            .filter(file -> MASK_LIKE.matcher(ImageFiles.nameOf(file).stem()).matches())
            .findFirst();
    candidate.ifPresent(
        file ->
            text.append("; if ")
                .append(file.getFileName())
                .append(" is it, rename it to GT.nii.gz"));
    files.ignored().stream()
        .filter(CaseFiles::isMask)
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

  /** Says so if names of modalities begin with the case's, which no other case then has. */
  public static String prefixed(String caseName, List<String> modalities) {
    for (String modality : modalities) {
      String rest = modality.startsWith(caseName) ? modality.substring(caseName.length()) : "";
      Matcher separators = Pattern.compile("[" + SEPARATORS + "]+").matcher(rest);
      if (separators.lookingAt() && separators.end() < rest.length()) {
        return "; its file names begin with the case's name, so that no two cases have one modality:"
            + " leave it out, as in "
            + rest.substring(separators.end())
            + ".nii.gz";
      }
    }
    return "";
  }

  /** Why an input without any case folder may be one. */
  static String noCase(CaseFiles input) {
    String expected =
        "holds no case; expected one folder per case with GT.nii.gz and one NIfTI file per modality";
    for (Path child : input.folders()) {
      if (child.getFileName().toString().startsWith("sub-")
          && !CaseFiles.of(child).folders().isEmpty()) {
        return expected + "; it looks like BIDS, which is not read yet" + WANTED;
      }
    }
    if (!input.images().isEmpty()) {
      return expected + "; it holds images itself, but no mask among them";
    }
    return input.ignored().isEmpty()
        ? expected
        : expected + "; not read: " + NameList.of(input.ignoredNames());
  }
}
