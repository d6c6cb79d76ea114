package org.ibengine.serve;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryNotEmptyException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFileAttributes;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.ibengine.error.DatasetException;
import org.ibengine.io.IoReason;
import org.ibengine.text.Text;

/**
 * A folder for one socket, open to its owner alone, in {@code XDG_RUNTIME_DIR}, else {@code
 * TMPDIR}, else {@code /tmp}: the first of them that is a folder and short enough for a socket's
 * path.
 */
public final class PrivateFolder implements AutoCloseable {
  /** How the names of all of them begin. */
  public static final String PREFIX = "ib-engine-";

  private static final String SOCKET = "s";
  private static final int MOST_BASE_BYTES = 50;
  private static final String OWNER_ONLY = "rwx------";
  private static final SecureRandom RANDOM = new SecureRandom();

  private final Path folder;

  private PrivateFolder(Path folder) {
    this.folder = folder;
  }

  /**
   * One with a name that nobody knows beforehand.
   *
   * @throws DatasetException if it cannot be made
   */
  public static PrivateFolder make(Map<String, String> environment) {
    return make(environment, Long.toString(RANDOM.nextLong() >>> 1, 36));
  }

  /**
   * One that other processes of this user find by its name; one that is there already is taken.
   *
   * @param name of letters, digits and hyphens
   * @throws IllegalArgumentException for another name, or if the folder there is open to others
   * @throws DatasetException if it cannot be made
   */
  public static PrivateFolder make(Map<String, String> environment, String name) {
    if (!name.matches("[A-Za-z0-9-]{1,40}")) {
      throw new IllegalArgumentException(
          Text.format("--share must have 1 to 40 letters, digits and hyphens, was %s", name));
    }
    Path base = base(environment);
    Path folder = base.resolve(PREFIX + name);
    try {
      removeOrphans(base);
      Files.createDirectory(
          folder,
          PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString(OWNER_ONLY)));
    } catch (FileAlreadyExistsException e) {
      requireOwn(folder);
    } catch (IOException e) {
      throw new DatasetException(folder, "cannot be made: " + IoReason.of(e), e);
    }
    return new PrivateFolder(folder);
  }

  static Path base(Map<String, String> environment) {
    return Stream.of("XDG_RUNTIME_DIR", "TMPDIR")
        .map(name -> environment.getOrDefault(name, ""))
        .filter(text -> text.startsWith("/"))
        .filter(text -> text.getBytes(StandardCharsets.UTF_8).length <= MOST_BASE_BYTES)
        .map(Path::of)
        .filter(path -> Files.isDirectory(path) && Files.isWritable(path))
        .findFirst()
        .orElse(Path.of("/tmp"));
  }

  private static void requireOwn(Path folder) {
    try {
      PosixFileAttributes found = attributes(folder);
      boolean own = found.owner().equals(attributes(Path.of("/proc/self")).owner());
      Set<PosixFilePermission> wanted = PosixFilePermissions.fromString(OWNER_ONLY);
      if (!found.isDirectory() || !own || !found.permissions().equals(wanted)) {
        throw new IllegalArgumentException(
            Text.format(
                "the folder of a shared socket must be yours and open to nobody else, but %s is not; remove it",
                folder));
      }
    } catch (IOException e) {
      throw new DatasetException(folder, "cannot be used: " + IoReason.of(e), e);
    }
  }

  private static PosixFileAttributes attributes(Path path) throws IOException {
    return Files.readAttributes(path, PosixFileAttributes.class, LinkOption.NOFOLLOW_LINKS);
  }

  /** What servers that were killed together with their parents have left. */
  private static void removeOrphans(Path base) throws IOException {
    Orphans.in(base, PREFIX + "*", SOCKET).forEach(orphan -> new PrivateFolder(orphan).close());
  }

  /** Where the server listens. */
  public Path socket() {
    return folder.resolve(SOCKET);
  }

  /** Removes the folder, unless another server uses it meanwhile. Idempotent. */
  @Override
  public void close() {
    try {
      Files.deleteIfExists(folder);
    } catch (DirectoryNotEmptyException e) {
      // Another server of the same name listens there.
    } catch (IOException e) {
      throw new DatasetException(folder, "cannot be removed: " + IoReason.of(e), e);
    }
  }
}
