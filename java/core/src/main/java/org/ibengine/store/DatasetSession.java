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
import org.ibengine.index.Layout;
import org.ibengine.text.Text;

/**
 * Writes to a dataset folder: keeps others out, undoes what an interrupted run left, records the
 * options and commits cases. A case is either complete or absent at any time, and files of others
 * are neither overwritten nor removed.
 *
 * <p>Volumes are written once, under a name that nobody else uses, and become a case's by one
 * atomic replacement of its {@code case.json}; so without a lock several sessions may commit at
 * once, the same case too, and the last one counts. Patches keep their names; they are replaced
 * under a {@link CaseJournal}, by one session at a time.
 *
 * <p>Thread-safe as long as one thread commits one case. Every method blocks on the disk and throws
 * {@link UncheckedIOException} if the folder cannot be written.
 */
public final class DatasetSession implements AutoCloseable {
  private final DatasetFolder folder;
  private final DurableFiles files;
  private final DatasetLock lock;
  private final DatasetOptions options;
  private final String run = DataId.newRun();
  private final AtomicInteger attempts = new AtomicInteger();
  private int readyForVolumes; // the version that the folder is known to have; 0 before

  private DatasetSession(
      DatasetFolder folder, DurableFiles files, DatasetLock lock, DatasetOptions options) {
    this.folder = folder;
    this.files = files;
    this.lock = lock;
    this.options = options;
  }

  /**
   * Opens or makes the folder, records the options and, if it holds the folder alone, undoes what
   * an interrupted run left and removes superseded data.
   *
   * @param cases that the caller is going to bring up to date
   * @throws DatasetException if another session is at work, the folder is of a newer format, or it
   *     holds cases made with other options that are not among {@code cases}
   */
  public static DatasetSession open(
      DatasetFolder folder, DatasetOptions options, Set<String> cases, DurableFiles files) {
    files.createFolders(folder.root());
    PlainFolders.require(folder);
    refuseOthers(folder); // before a lock file is left in the folder of another tool
    DatasetLock lock = DatasetLock.acquire(folder, files);
    try {
      DatasetSession session = new DatasetSession(folder, files, lock, options);
      refuseOthers(folder); // they may have come since
      session.recover();
      session.refuseOtherOptions(cases);
      session.recordOptions();
      if (files.locks()) {
        SupersededData.find(folder).forEach(data -> files.delete(data.file()));
      }
      return session;
    } catch (RuntimeException | Error e) {
      lock.close();
      throw e;
    }
  }

  /** An empty place for the files of a case on their way. */
  public CaseStaging stage() {
    return CaseStaging.begin(folder, files, new DataId(run, attempts.incrementAndGet()));
  }

  /**
   * Makes the staged files the case, in place of what it was; from then on it is whole.
   *
   * @throws DatasetException if a foreign file is in the way, or the staged files are gone
   */
  public void commit(StagedCase staged) {
    CaseRecord record = staged.record();
    String name = record.index().name();
    CaseJournal journal = new CaseJournal(folder, files, name);
    if (record.id().isPresent()) {
      readyForVolumes(Math.max(record.version(), DatasetFolder.versionOf(options)));
      journal.recover(); // without a lock nobody else has
    }
    List<OutputFile> outdated =
        Files.exists(folder.caseFile(name))
            ? DatasetReader.readCase(folder, name).outputs()
            : List.of();
    if (record.id().isPresent()
        && outdated.stream().allMatch(output -> OwnPaths.isVolumes(output.path(), name))) {
      replaceRecord(record, staged.staging());
    } else {
      journal.replace(outdated, record, staged.staging());
    }
    staged.staging().discard();
  }

  /** Removes a case of the layout {@code volumes}, if there is one: from then on it is absent. */
  public void remove(String name) {
    CaseRemoval.remove(folder, name, files);
  }

  /** Each step is on the disk before the next: the data, their name, the record, its name. */
  private void replaceRecord(CaseRecord record, CaseStaging staging) {
    String name = record.index().name();
    Path newRecord = staging.file("case.json");
    files.write(newRecord, CaseJson.write(record));
    files.syncFolder(folder.casesFolder());
    files.syncFolder(folder.caseFolder(name));
    requireData(record);
    staging.give();
    files.rename(newRecord, folder.caseFile(name));
    files.syncFolder(folder.caseFolder(name));
  }

  /** A case must not name data that somebody took for superseded. */
  private void requireData(CaseRecord record) {
    Path file = folder.resolve(record.volumesPath());
    long bytes = FileStamp.of(file).sizeBytes();
    long wanted = record.outputs().get(0).bytes();
    if (bytes != wanted) {
      throw new DatasetException(
          file,
          Text.format(
              "must have %d bytes before it is committed, has %d; who else writes to the folder?",
              wanted, bytes));
    }
  }

  /** Lets other writers in. */
  @Override
  public void close() {
    try {
      boolean alone = files.locks(); // another may be about to stage
      if (alone
          && Files.isDirectory(folder.stagingFolder())
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

  /**
   * Looks at every journal before the first file goes. Without a lock only what the caller promised
   * is relied on: that nobody else replaces patches.
   */
  private void recover() {
    boolean alone = files.locks();
    if (!alone && options.layout() == Layout.VOLUMES) {
      return; // others may be committing; a case's journal is looked at when it is committed
    }
    List<CaseJournal> journals =
        DatasetReader.caseNames(folder).stream()
            .map(name -> new CaseJournal(folder, files, name))
            .toList();
    journals.forEach(CaseJournal::announced);
    if (alone) {
      StagingFolder.clear(folder.stagingFolder(), files);
    }
    journals.forEach(CaseJournal::recover);
  }

  private void refuseOtherOptions(Set<String> cases) {
    String optionsHash = DatasetJson.hash(options);
    List<String> others =
        DatasetReader.completeCases(folder).stream()
            .filter(name -> !cases.contains(name))
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

  /** Leaves a folder of an older version that one, as long as no newer case is in it. */
  private void recordOptions() {
    if (recordedVersion() == 0) {
      record(DatasetFolder.versionOf(options));
    }
  }

  /** The version of a {@code dataset.json} with these very options; 0 if there is none. */
  private int recordedVersion() {
    try {
      Path file = folder.datasetFile();
      byte[] found = Files.exists(file) ? Files.readAllBytes(file) : new byte[0];
      for (int version = DatasetFolder.FORMAT_VERSION; version > 0; version--) {
        if (Arrays.equals(found, DatasetJson.write(options, version))) {
          return version;
        }
      }
      return 0;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Older readers refuse the folder from its first case of format 2 or 4 on. */
  private synchronized void readyForVolumes(int wanted) {
    if (readyForVolumes < wanted) {
      if (recordedVersion() < wanted) {
        record(wanted);
      }
      files.createFolders(folder.casesFolder());
      files.syncFolder(folder.root());
      readyForVolumes = wanted;
    }
  }

  private void record(int version) {
    byte[] wanted = DatasetJson.write(options, version);
    if (wanted.length > JsonObject.MOST_DATASET_BYTES) {
      throw new DatasetException(
          folder.datasetFile(),
          Text.format(
              "must not be longer than %d bytes, would have %d with %d modalities; choose fewer",
              JsonObject.MOST_DATASET_BYTES, wanted.length, options.modalities().size()));
    }
    CaseStaging staging = stage();
    files.write(staging.file("dataset.json"), wanted);
    files.rename(staging.file("dataset.json"), folder.datasetFile());
    files.syncFolder(folder.root());
    staging.discard();
  }
}
