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
  private final DatasetFolder dataset;
  private final DurableFiles files;
  private final Path folder;
  private final DataId id;
  private Path data; // in the place where they stay; null if there are none
  private boolean given;

  private CaseStaging(DatasetFolder dataset, DurableFiles files, DataId id) {
    this.dataset = dataset;
    this.files = files;
    this.folder = dataset.stagingFolder().resolve(id.toString());
    this.id = id;
  }

  /** Makes an empty place for the files of a case. */
  static CaseStaging begin(DatasetFolder dataset, DurableFiles files, DataId id) {
    CaseStaging staging = new CaseStaging(dataset, files, id);
    files.createFolders(staging.folder);
    return staging;
  }

  /** Which attempt this is; what is named after it is nobody else's. */
  public DataId id() {
    return id;
  }

  /**
   * Where a file is to be written that will be renamed to that path when it is committed.
   *
   * @param path of an {@link OutputFile}
   */
  public Path file(String path) {
    return folder.resolve(Path.of(path).getFileName());
  }

  /**
   * Where the volumes of a case are to be written, once: they stay there, and are the case's when
   * {@code case.json} names them. Its folder exists.
   */
  public Path volumes(String caseName) {
    files.createFolders(dataset.caseFolder(caseName));
    data = dataset.resolve(DatasetFolder.volumesPath(caseName, id));
    return data;
  }

  /** Whether that path is one of {@link #volumes}, which is not renamed. */
  boolean isInPlace(String path) {
    return dataset.resolve(path).equals(data);
  }

  /** From now on the data may be a case's, and are not removed here. */
  void give() {
    given = true;
  }

  /** Drops what is left of the files; a committed case has taken them. Idempotent. */
  public void discard() {
    if (data != null && !given) {
      files.delete(data);
    }
    if (Files.isDirectory(folder, LinkOption.NOFOLLOW_LINKS)) {
      StagingFolder.empty(folder, files);
      files.delete(folder);
    }
  }
}
