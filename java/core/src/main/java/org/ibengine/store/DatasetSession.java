package org.ibengine.store;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import org.ibengine.error.DatasetException;
import org.ibengine.index.DatasetOptions;
import org.ibengine.text.Text;

/**
 * Writes to a dataset folder: keeps others out, undoes what an interrupted run left, records the
 * options and commits cases. A case is whole or absent at any time, and files of others are neither
 * overwritten nor removed. Thread-safe as long as one thread commits one case. Every method blocks
 * on the disk and throws {@link UncheckedIOException} if the folder cannot be written.
 */
public final class DatasetSession implements AutoCloseable {
  private final DatasetFolder folder;
  private final DurableFiles files;
  private final DatasetLock lock;
  private final String optionsHash;
  private final String run = DataId.newRun();
  private final AtomicInteger attempts = new AtomicInteger();

  private DatasetSession(
      DatasetFolder folder, DurableFiles files, DatasetLock lock, DatasetOptions options) {
    this.folder = folder;
    this.files = files;
    this.lock = lock;
    this.optionsHash = DatasetJson.hash(options);
  }

  /**
   * Opens or makes the folder, undoes what an interrupted run left, and records the options.
   *
   * @param cases that the caller is going to bring up to date
   * @throws DatasetException if another writer is at work, the folder is of a newer format, or it
   *     holds cases made with other options that are not among {@code cases}
   */
  public static DatasetSession open(
      DatasetFolder folder, DatasetOptions options, Set<String> cases, DurableFiles files) {
    files.createFolders(folder.root());
    PlainFolders.require(folder);
    refuseOthers(folder); // before a lock file is left in the folder of another tool
    DatasetLock lock = DatasetLock.acquire(folder, files);
    try {
      DatasetSession writer = new DatasetSession(folder, files, lock, options);
      refuseOthers(folder); // they may have come since
      writer.recover();
      writer.refuseOtherOptions(cases);
      writer.recordOptions(options);
      return writer;
    } catch (RuntimeException | Error e) {
      lock.close();
      throw e;
    }
  }

  /** What a finished case is recorded with. */
  public String optionsHash() {
    return optionsHash;
  }

  /** An empty place for the files of a case on their way. */
  public CaseStaging stage() {
    return CaseStaging.begin(folder, files, new DataId(run, attempts.incrementAndGet()));
  }

  /**
   * Makes the staged files the case, in place of what it was; from then on it is whole.
   *
   * @throws DatasetException if a foreign file is in the way
   */
  public void commit(StagedCase staged) {
    CaseRecord record = staged.record();
    String name = record.index().name();
    List<OutputFile> outdated =
        Files.exists(folder.caseFile(name))
            ? DatasetReader.readCase(folder, name).outputs()
            : List.of();
    new CaseJournal(folder, files, name).replace(outdated, record, staged.staging());
    staged.staging().discard();
  }

  /** Lets other writers in. */
  @Override
  public void close() {
    try {
      if (Files.isDirectory(folder.stagingFolder())
          && StagingFolder.list(folder.stagingFolder()).isEmpty()) {
        files.delete(folder.stagingFolder());
      }
    } finally {
      lock.close();
    }
  }

  /** What another tool or a newer version wrote. */
  private static void refuseOthers(DatasetFolder folder) {
    if (Files.exists(folder.datasetFile())) {
      DatasetJson.readOurs(folder.datasetFile());
    }
  }

  /** Looks at every journal before the first file goes. */
  private void recover() {
    List<CaseJournal> journals =
        DatasetReader.caseNames(folder).stream()
            .map(name -> new CaseJournal(folder, files, name))
            .toList();
    journals.forEach(CaseJournal::announced);
    StagingFolder.clear(folder.stagingFolder(), files);
    journals.forEach(CaseJournal::recover);
  }

  private void refuseOtherOptions(Set<String> cases) {
    List<String> others =
        DatasetReader.caseNames(folder).stream()
            .filter(name -> !cases.contains(name))
            .filter(name -> Files.exists(folder.caseFile(name)))
            .filter(name -> !DatasetReader.optionsHash(folder.caseFile(name)).equals(optionsHash))
            .toList();
    if (!others.isEmpty()) {
      throw new DatasetException(
          folder.root(),
          "all cases of a dataset must have the same options; it holds cases with others that are"
              + Text.format(
                  " not in this input: %s; give their input too, or choose another folder",
                  String.join(", ", others)));
    }
  }

  private void recordOptions(DatasetOptions options) {
    byte[] wanted = DatasetJson.write(options);
    if (wanted.length > JsonObject.MOST_DATASET_BYTES) {
      throw new DatasetException(
          folder.datasetFile(),
          Text.format(
              "must not be longer than %d bytes, would have %d with %d modalities; choose fewer",
              JsonObject.MOST_DATASET_BYTES, wanted.length, options.modalities().size()));
    }
    try {
      Path target = folder.datasetFile();
      if (Files.exists(target) && Arrays.equals(Files.readAllBytes(target), wanted)) {
        return;
      }
      files.createFolders(folder.stagingFolder());
      Path staged = folder.stagingFolder().resolve("dataset.json");
      files.write(staged, wanted);
      files.rename(staged, target);
      files.syncFolder(folder.root());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
