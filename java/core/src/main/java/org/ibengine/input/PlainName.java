package org.ibengine.input;

import java.nio.file.Path;
import org.ibengine.error.DatasetException;
import org.ibengine.text.Text;

/**
 * The rule for names of cases and modalities. They become parts of file names, and are printed in
 * lists with {@code ,} and {@code #} between; so what separates, quotes or means something to a
 * terminal or to other systems' file names is left out.
 */
final class PlainName {
  private static final String PUNCTUATION = "_-+.=@~^%&!'()[]{} ";

  private PlainName() {}

  /**
   * @param path for the message
   * @param what {@code case} or {@code modality}
   */
  static void require(Path path, String what, String name) {
    if (!isPlain(name)) {
      throw new DatasetException(
          path,
          Text.format(
              "a %s name is made of letters, digits, spaces and any of %s, was \"%s\"; rename it",
              what, PUNCTUATION.strip(), shown(name)));
    }
  }

  /** As {@link #require}; and refuses what datasets call other things. */
  static void requireModality(Path file, String modality) {
    require(file, "modality", modality);
    if (modality.equals(InputCase.LABEL) || modality.startsWith("_")) {
      throw new DatasetException(
          file,
          Text.format(
              "a modality must not be called \"%s\", which is what the dataset calls the mask, nor"
                  + " start with _, was \"%s\"; rename the file, to GT.nii.gz if it is the mask",
              InputCase.LABEL, modality));
    }
  }

  /**
   * The rule for modalities whose names a file lists.
   *
   * @param list the file, where they can be mended
   * @param key under which it lists them
   */
  static void requireListed(Path list, String key, String modality) {
    boolean reserved = modality.equals(InputCase.LABEL) || modality.startsWith("_");
    if (reserved || !isPlain(modality)) {
      throw new DatasetException(
          list,
          Text.format(
              "%s names modalities, which are made of letters, digits, spaces and any of %s, are not"
                  + " \"%s\" and do not start with _ or a point; one was \"%s\": rename it there",
              key, PUNCTUATION.strip(), InputCase.LABEL, shown(modality)));
    }
  }

  private static boolean isPlain(String name) {
    return !name.isEmpty()
        && !name.startsWith(".")
        && name.codePoints().allMatch(PlainName::isAllowed)
        && !isMark(name.codePointAt(0));
  }

  private static boolean isAllowed(int c) {
    return Character.isLetterOrDigit(c) || isMark(c) || PUNCTUATION.indexOf(c) >= 0;
  }

  /** Vowel signs and accents that Unicode has no composed letter for. */
  private static boolean isMark(int c) {
    int type = Character.getType(c);
    return type == Character.NON_SPACING_MARK || type == Character.COMBINING_SPACING_MARK;
  }

  /** Control characters would act on the terminal. */
  private static String shown(String name) {
    StringBuilder text = new StringBuilder();
    name.codePoints()
        .forEach(
            c -> {
              if (Character.isISOControl(c) || Character.getType(c) == Character.FORMAT) {
                text.append(Text.format("\\u%04x", c));
              } else {
                text.appendCodePoint(c);
              }
            });
    return text.toString();
  }
}
