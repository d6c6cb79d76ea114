package org.ibengine.serve;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.ibengine.text.Text;

/** A process that a server belongs to. Its number may be given to another one once it has ended. */
public final class OwnerProcess {
  private static final Pattern TEXT = Pattern.compile("([1-9]\\d{0,8})(?::(\\d{1,18}))?");
  private static final int START = 19; // fields of /proc/PID/stat after the state
  private static final String NONE = "";

  private final long process;
  private final String start; // in ticks since the system's; empty where it has ended

  private OwnerProcess(long process, String start) {
    this.process = process;
    this.start = start;
  }

  /**
   * Of its number and, after a colon, when it started, as field 22 of {@code /proc/PID/stat} has
   * it; without that, the process that has the number now.
   *
   * @throws IllegalArgumentException if it is not such a text
   */
  public static OwnerProcess parse(String text) {
    return parse("--parent", text);
  }

  /** As {@link #parse(String)}, of a text that messages call by a name. */
  public static OwnerProcess parse(String name, String text) {
    Matcher match = TEXT.matcher(text);
    if (!match.matches()) {
      throw new IllegalArgumentException(
          Text.format("%s must be the number of a process, was %s", name, text));
    }
    long process = Long.parseLong(match.group(1));
    String now = startOf(process).orElse(NONE);
    return new OwnerProcess(process, match.group(2) == null ? now : match.group(2));
  }

  /** Whether none of its threads runs any more. */
  public boolean hasEnded() {
    return !startOf(process).orElse(NONE).equals(start)
        || start.equals(NONE)
        || ClientProcess.hasEnded(process);
  }

  private static Optional<String> startOf(long process) {
    try {
      String status = Files.readString(Path.of("/proc/" + process + "/stat"));
      return Optional.of(status.substring(status.lastIndexOf(')') + 1).strip().split(" ")[START]);
    } catch (IOException e) {
      return Optional.empty();
    }
  }
}
