package org.ibengine.input;

import java.nio.file.Path;
import java.util.regex.Pattern;
import org.ibengine.io.ImageFiles;
import org.ibengine.io.ImageName;

/**
 * The name of files, or a pattern of names in which {@code *} stands for any characters and {@code
 * ?} for one. Whether the ending of the format is in it makes no difference, nor do capitals.
 */
public final class NamePattern {
  private final String text;
  private final Pattern pattern;

  private NamePattern(String text, Pattern pattern) {
    this.text = text;
    this.pattern = pattern;
  }

  /**
   * @throws IllegalArgumentException if the pattern is empty, or of a path rather than a name
   */
  public static NamePattern of(String text) {
    if (text.isBlank() || text.contains("/")) {
      throw new IllegalArgumentException(
          "a mask is told by the name of its file, such as lesion or '*_mask', without folders; was \""
              + text
              + "\"");
    }
    StringBuilder regex = new StringBuilder();
    ImageName.composed(text)
        .codePoints()
        .forEach(
            c -> {
              switch (c) {
                case '*' -> regex.append(".*");
                case '?' -> regex.append('.');
                default -> regex.append(Pattern.quote(Character.toString(c)));
              }
            });
    int flags = Pattern.CASE_INSENSITIVE | Pattern.UNICODE_CASE | Pattern.DOTALL;
    return new NamePattern(text, Pattern.compile(regex.toString(), flags));
  }

  /** Whether the file has such a name. */
  boolean matches(Path file) {
    String name = ImageName.composed(file.getFileName().toString());
    return pattern.matcher(name).matches()
        || pattern.matcher(ImageFiles.nameOf(file).stem()).matches();
  }

  @Override
  public String toString() {
    return text;
  }
}
