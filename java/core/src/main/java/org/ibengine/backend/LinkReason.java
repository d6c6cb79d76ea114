package org.ibengine.backend;

import java.util.LinkedHashSet;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.ibengine.text.Text;

/** Why a native library cannot be loaded, in words for people: all the dynamic linker says. */
public final class LinkReason {
  /**
   * What the linker says where the folder of a library is mounted so that nothing in it may run.
   */
  private static final Pattern NOT_EXECUTABLE =
      Pattern.compile("failed to map segment|Operation not permitted|Permission denied");

  /** How the JVM words the error of a class that it could not initialise before. */
  private static final Pattern BEFORE =
      Pattern.compile("Exception [\\w.$]+: (.*) \\[in thread \".*\"\\]", Pattern.DOTALL);

  private static final int MOST_CAUSES = 10;

  private LinkReason() {}

  /**
   * @param library what was to be loaded, such as {@code libib_cpu.so}
   * @param option what chooses the folder that it is loaded from, such as {@code -Djava.io.tmpdir}
   */
  public static String of(String library, Throwable error, String option) {
    String text = text(error);
    if (text.contains("GLIBC")) { // the linker names the version it misses
      return Text.format(
          "the C or C++ library of this system is too old for %s: %s", library, text);
    }
    String remedy =
        NOT_EXECUTABLE.matcher(text).find()
            ? Text.format(
                "; if its folder is mounted noexec, choose another with %s=FOLDER", option)
            : "";
    return Text.format("could not load %s: %s%s", library, text, remedy);
  }

  /** Each line once; JNA ends with the whole class path, which helps nobody. */
  private static String text(Throwable error) {
    Throwable first = error;
    for (int i = 0; i < MOST_CAUSES && first.getCause() != null; i++) {
      first = first.getCause();
    }
    String message = first.getMessage() == null ? first.toString() : first.getMessage();
    Matcher before = BEFORE.matcher(message);
    Set<String> lines = new LinkedHashSet<>();
    (before.matches() ? before.group(1) : message)
        .lines()
        .map(String::strip)
        .filter(line -> !line.isEmpty() && !line.startsWith("Native library ("))
        .forEach(lines::add);
    return String.join(" ", lines);
  }
}
