package org.ibengine.backend;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.UserPrincipal;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.ibengine.text.Text;

/**
 * Owns a private temporary folder for native libraries on their way into the process, deleted on
 * {@code close}: a loaded library does not need its file any more. If a process is killed in
 * between, its folder remains, and the next process that creates such a folder deletes it.
 */
public final class UnpackFolder implements AutoCloseable {
  private static final int DAYS_KEPT = 1; // of folders that nobody can be asked about

  private final Path path;

  private UnpackFolder(Path path) {
    this.path = path;
  }

  /**
   * A new, empty folder in the temporary folder ({@code java.io.tmpdir}), after those that dead
   * processes of this user have left with the same prefix were deleted.
   *
   * @param prefix of its name, such as {@code ib-cpu}
   */
  public static UnpackFolder create(String prefix) throws IOException {
    String own = prefix + "-" + machine() + "-" + ProcessHandle.current().pid() + "-";
    Path folder = Files.createTempDirectory(own);
    removeLeftovers(folder, prefix);
    return new UnpackFolder(folder);
  }

  /**
   * Process ids are told apart by it: other machines, containers and boots may see the same folder.
   */
  private static String machine() throws IOException {
    String boot = Files.readString(Path.of("/proc/sys/kernel/random/boot_id"));
    Path ids = Files.readSymbolicLink(Path.of("/proc/self/ns/pid"));
    return Text.format("%08x", (boot + ids).hashCode());
  }

  /** Looks at folders of that name alone, and at none through a link. */
  private static void removeLeftovers(Path own, String prefix) throws IOException {
    Pattern names = Pattern.compile(Pattern.quote(prefix) + "-(?:([0-9a-f]{8})-([0-9]+)-)?[0-9]+");
    UserPrincipal user = Files.getOwner(own, LinkOption.NOFOLLOW_LINKS);
    try (DirectoryStream<Path> all = Files.newDirectoryStream(own.getParent(), prefix + "-*")) {
      for (Path folder : all) {
        Matcher name = names.matcher(folder.getFileName().toString());
        if (name.matches()
            && Files.isDirectory(folder, LinkOption.NOFOLLOW_LINKS)
            && Files.getOwner(folder, LinkOption.NOFOLLOW_LINKS).equals(user)
            && isLeft(folder, name.group(1), name.group(2))) {
          delete(folder);
        }
      }
    } catch (NoSuchFileException e) {
      // Another process that starts has deleted it; what else is left waits for the next start.
    }
  }

  private static boolean isLeft(Path folder, String machine, String process) throws IOException {
    if (machine().equals(machine)) {
      return ProcessHandle.of(Long.parseLong(process)).isEmpty();
    }
    FileTime made = Files.getLastModifiedTime(folder, LinkOption.NOFOLLOW_LINKS);
    return made.toInstant().isBefore(Instant.now().minus(DAYS_KEPT, ChronoUnit.DAYS));
  }

  /** Nothing but what is unpacked: files side by side. */
  private static void delete(Path folder) throws IOException {
    List<Path> files;
    try (var all = Files.list(folder)) {
      files = all.toList();
    }
    for (Path file : files) {
      if (Files.isDirectory(file, LinkOption.NOFOLLOW_LINKS)) {
        return; // not made by this class
      }
    }
    for (Path file : files) {
      Files.deleteIfExists(file);
    }
    Files.deleteIfExists(folder);
  }

  /** The folder. */
  public Path path() {
    return path;
  }

  @Override
  public void close() throws IOException {
    if (Files.exists(path, LinkOption.NOFOLLOW_LINKS)) {
      delete(path);
    }
  }
}
