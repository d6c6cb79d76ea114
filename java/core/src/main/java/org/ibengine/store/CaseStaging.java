package org.ibengine.store;

import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;

/**
 * The files of one case on their way into a dataset folder. Named after the attempt, not after the
 * case, so that several processes can stage at once, the same case too. Takes no lock. For one
 * thread at a time; every method blocks on the disk and throws {@link java.io.UncheckedIOException}
 * if the folder cannot be written.
 */
public final class CaseStaging {
  private final DurableFiles files;
  private final Path folder;
  private final DataId id;

  private CaseStaging(DurableFiles files, Path folder, DataId id) {
    this.files = files;
    this.folder = folder;
    this.id = id;
  }

  /** Makes an empty place for the files of a case. */
  static CaseStaging begin(DatasetFolder folder, DurableFiles files, DataId id) {
    Path staged = folder.stagingFolder().resolve(id.toString());
    files.createFolders(staged);
    return new CaseStaging(files, staged, id);
  }

  /** Which attempt this is. */
  public DataId id() {
    return id;
  }

  /**
   * Where the file is to be written that will have that path once it is committed.
   *
   * @param path of an {@link OutputFile}
   */
  public Path file(String path) {
    return folder.resolve(Path.of(path).getFileName());
  }

  /** Drops what is left of the files; a committed case has taken them. Idempotent. */
  public void discard() {
    if (Files.isDirectory(folder, LinkOption.NOFOLLOW_LINKS)) {
      StagingFolder.empty(folder, files);
      files.delete(folder);
    }
  }
}
