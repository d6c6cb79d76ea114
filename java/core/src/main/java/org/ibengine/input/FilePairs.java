package org.ibengine.input;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.ibengine.io.ImageFiles;
import org.ibengine.io.ImageName;
import org.ibengine.text.Text;

/**
 * Patterns of paths, one of images and one of their masks, below the input folder: {@code {}}
 * stands for the name of the case, {@code *} for any characters of one name.
 */
public final class FilePairs {
  private static final String CASE = "{}";
  private static final String USUAL_MODALITY = "image";

  private final PathPattern image;
  private final PathPattern mask;
  private final String modality;

  private FilePairs(PathPattern image, PathPattern mask, String modality) {
    this.image = image;
    this.mask = mask;
    this.modality = modality;
  }

  /**
   * @throws IllegalArgumentException if a pattern has no {@code {}}, leads out of the folder, or
   *     both are the same
   */
  public static FilePairs of(String image, String mask) {
    if (image.equals(mask)) {
      throw new IllegalArgumentException(
          "the patterns of images and masks must differ, were both " + image);
    }
    return new FilePairs(new PathPattern(image), new PathPattern(mask), modality(image));
  }

  /** What is left of the pattern's last part: {@code volume} of {@code volume-{}.nii}. */
  private static String modality(String pattern) {
    Path last = Path.of(pattern).getFileName();
    String words =
        ImageFiles.nameOf(last)
            .stem()
            .replace(CASE, "-")
            .replace("*", "-")
            .replaceAll("^[-_. ]+|[-_. ]+$", "");
    return words.isEmpty() || words.equals(InputCase.LABEL) ? USUAL_MODALITY : words;
  }

  /** How many names a path has at most that may match one of them. */
  int depth() {
    return Math.max(image.depth, mask.depth);
  }

  /**
   * What a file is.
   *
   * @param mask else an image
   */
  record Found(String caseName, boolean mask) {}

  /**
   * Which pattern a file fits. Of two, that which leaves less of its name to the case, as {@code
   * {}_seg} does of what {@code {}} fits too; of two that leave the same, the mask's.
   *
   * @param file relative to the input folder
   */
  Optional<Found> find(Path file) {
    Optional<String> ofImage = image.caseOf(file);
    Optional<String> ofMask = mask.caseOf(file);
    boolean both = ofImage.isPresent() && ofMask.isPresent();
    if (both ? ofImage.get().length() < ofMask.get().length() : ofMask.isEmpty()) {
      return ofImage.map(name -> new Found(name, false));
    }
    return ofMask.map(name -> new Found(name, true));
  }

  PathPattern image() {
    return image;
  }

  PathPattern mask() {
    return mask;
  }

  String modality() {
    return modality;
  }

  /** One of the two. */
  static final class PathPattern {
    private final String text;
    private final Pattern pattern;
    private final boolean anyFormat;
    private final int depth;

    private PathPattern(String text) {
      Path path = Path.of(text).normalize();
      if (!text.contains(CASE) || path.isAbsolute() || path.startsWith("..")) {
        throw new IllegalArgumentException(
            Text.format(
                "a pattern lies in the input folder and has %s for the name of the case, such as"
                    + " volume-%s.nii; was %s",
                CASE, CASE, text));
      }
      this.text = text;
      this.anyFormat = !ImageFiles.nameOf(path).isReadable();
      this.depth = path.getNameCount();
      this.pattern = Pattern.compile(regex(ImageName.composed(path.toString())));
    }

    private static String regex(String text) {
      String once = quoted(text.substring(0, text.indexOf(CASE))) + "([^/]+?)";
      String rest = text.substring(text.indexOf(CASE) + CASE.length());
      return once
          + List.of(rest.split(Pattern.quote(CASE), -1)).stream()
              .map(PathPattern::quoted)
              .collect(Collectors.joining("\\1"));
    }

    private static String quoted(String text) {
      return List.of(text.split("\\*", -1)).stream()
          .map(Pattern::quote)
          .collect(Collectors.joining("[^/]*"));
    }

    /**
     * The name of the case that a file belongs to.
     *
     * @param file relative to the input folder
     */
    Optional<String> caseOf(Path file) {
      String name = ImageName.composed(file.toString());
      if (anyFormat) {
        Path folder = file.getParent();
        String stem = ImageFiles.nameOf(file).stem();
        name = folder == null ? stem : ImageName.composed(folder + "/" + stem);
      }
      Matcher matcher = pattern.matcher(name);
      return matcher.matches() ? Optional.of(matcher.group(1)) : Optional.empty();
    }

    @Override
    public String toString() {
      return text;
    }
  }
}
