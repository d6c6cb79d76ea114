package org.ibengine.store;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import org.ibengine.error.DatasetException;
import org.ibengine.io.IoReason;
import org.ibengine.text.Text;

/**
 * Removes what interrupted and later runs have left in a dataset folder: superseded data, and
 * staged files. Only what has a name that this engine gives, and that no {@code case.json} names.
 */
public final class DatasetCleaner {
  private static final Pattern STAGED = Pattern.compile(DataId.PATTERN);

  /**
   * A file that was removed, or would be.
   *
   * @param path relative to the dataset folder
   */
  public record Removed(Path path, long bytes) {}

  /**
   * What was found.
   *
   * @param removed sorted by path
   * @param kept how many files more were not old enough
   */
  public record Report(List<Removed> removed, int kept) {
    public Report {
      removed = List.copyOf(removed);
    }

    /** Bytes of all files that were removed. */
    public long removedBytes() {
      return removed.stream().mapToLong(Removed::bytes).sum();
    }
  }

  private final DatasetFolder folder;
  private final Instant before;
  private final List<Removed> removed = new ArrayList<>();
  private int kept;

  private DatasetCleaner(DatasetFolder folder, Instant before) {
    this.folder = folder;
    this.before = before;
  }

  /**
   * What {@link #clean} would remove; changes nothing and takes no lock.
   *
   * @throws DatasetException if the folder is not a dataset, or of a newer format
   */
  public static Report plan(Path root, Duration olderThan) {
    DatasetFolder folder = checked(root);
    try {
      return report(folder, olderThan, null);
    } catch (UncheckedIOException e) {
      throw refused(folder, e.getCause());
    }
  }

  /**
   * Removes what has been of no use for so long: a file since it was written, data of a case that
   * was replaced since that was committed. Blocks on the disk.
   *
   * @throws DatasetException if the folder is not a dataset, is of a newer format, or written to by
   *     another session, or if a file cannot be removed
   */
  public static Report clean(Path root, Duration olderThan) {
    return clean(root, olderThan, new DurableFiles());
  }

  /**
   * As {@link #clean(Path, Duration)}, for file systems without locks: other sessions are not kept
   * out, so the age is what protects the files of runs under way.
   */
  public static Report cleanUnlocked(Path root, Duration olderThan) {
    return clean(root, olderThan, DurableFiles.withoutLocks());
  }

  static Report clean(Path root, Duration olderThan, DurableFiles files) {
    DatasetFolder folder = checked(root);
    try {
      return cleanAlone(folder, olderThan, files);
    } catch (UncheckedIOException e) {
      throw refused(folder, e.getCause());
    }
  }

  private static Report cleanAlone(DatasetFolder folder, Duration olderThan, DurableFiles files) {
    DatasetLock lock = DatasetLock.acquire(folder, files);
    try {
      return report(folder, olderThan, files);
    } finally {
      lock.close();
    }
  }

  private static Report report(DatasetFolder folder, Duration olderThan, DurableFiles files) {
    return new DatasetCleaner(folder, Instant.now().minus(olderThan)).report(files);
  }

  private static DatasetException refused(DatasetFolder folder, IOException e) {
    Path file =
        e instanceof FileSystemException named && named.getFile() != null
            ? Path.of(named.getFile())
            : folder.root();
    return new DatasetException(
        file,
        Text.format("stops the cleaning: %s; mend that and run ib clean again", IoReason.of(e)),
        e);
  }

  private static DatasetFolder checked(Path root) {
    DatasetFolder folder = new DatasetFolder(root);
    DatasetReader.readOptions(folder);
    PlainFolders.require(folder);
    return folder;
  }

  /**
   * @param files null if nothing is to be removed
   */
  private Report report(DurableFiles files) {
    for (SupersededData.Data data : SupersededData.find(folder)) {
      if (isOld(data.since())) {
        remove(data.file(), data.bytes(), files);
      } else {
        kept++;
      }
    }
    if (Files.isDirectory(folder.stagingFolder(), LinkOption.NOFOLLOW_LINKS)) {
      for (Path staged : StagingFolder.list(folder.stagingFolder())) {
        if (STAGED.matcher(staged.getFileName().toString()).matches()
            && Files.isDirectory(staged, LinkOption.NOFOLLOW_LINKS)) {
          removeStaged(staged, files);
        }
      }
    }
    return new Report(removed, kept);
  }

  /** All files of an attempt or none: the youngest says whether it is under way. */
  private void removeStaged(Path staged, DurableFiles files) {
    List<Path> inside =
        StagingFolder.list(staged).stream()
            .filter(file -> Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS))
            .toList();
    try {
      boolean old = isOld(Files.getLastModifiedTime(staged));
      for (Path file : inside) {
        old &= isOld(Files.getLastModifiedTime(file));
      }
      if (!old) {
        kept += inside.size();
        return;
      }
      for (Path file : inside) {
        remove(file, Files.size(file), files);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(DurableFiles.named(staged, e));
    }
    if (files != null && StagingFolder.list(staged).isEmpty()) {
      files.delete(staged);
    }
  }

  private boolean isOld(FileTime since) {
    return !since.toInstant().isAfter(before);
  }

  private void remove(Path file, long bytes, DurableFiles files) {
    if (files != null) {
      files.delete(file);
    }
    removed.add(new Removed(folder.root().relativize(file), bytes));
  }
}
