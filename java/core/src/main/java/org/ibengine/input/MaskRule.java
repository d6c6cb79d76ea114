package org.ibengine.input;

import java.nio.file.Path;
import java.util.Optional;
import org.ibengine.io.ImageFiles;

/**
 * Which files are masks.
 *
 * @param asked names of masks; empty for the rule of each layout
 */
record MaskRule(Optional<NamePattern> asked) {
  /** The rule of each layout. */
  static final MaskRule USUAL = new MaskRule(Optional.empty());

  private static final String MASK = "gt";

  /** In the folder of a case: by default the image whose name starts with {@code gt}. */
  boolean isMask(Path file) {
    return asked.map(pattern -> pattern.matches(file)).orElseGet(() -> isUsual(file));
  }

  /** Whether it would be a mask if no other had been asked for; it is not a modality either. */
  boolean isOther(Path file) {
    return asked.isPresent() && !isMask(file) && isUsual(file);
  }

  private static boolean isUsual(Path file) {
    return ImageFiles.nameOf(file).stem().regionMatches(true, 0, MASK, 0, MASK.length());
  }

  /** What a case without a mask lacks, for people. */
  String wanted() {
    return asked
        .map(pattern -> "a mask that --mask " + pattern + " names")
        .orElse("GT.nii.gz (or gt* in any format that is read)");
  }
}
