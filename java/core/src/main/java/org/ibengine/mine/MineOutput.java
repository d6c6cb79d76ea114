package org.ibengine.mine;

import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import org.ibengine.error.Failures;
import org.ibengine.io.WritableFolder;
import org.ibengine.store.DurableFiles;

/**
 * The folder that is written to. Files are written whole under another name and renamed, so what
 * lies there is always complete; files of an earlier run are replaced one by one, and no others are
 * overwritten. Thread-safe for different names.
 */
final class MineOutput {
  static final String TABLE = "bg_index.csv";
  static final String SUMMARY = "bg_index.json";

  private final Path folder;
  private final DurableFiles files = new DurableFiles();

  /**
   * Makes nothing yet, but refuses at once what would fail after the first scan was mined.
   *
   * @throws org.ibengine.error.DatasetException if there can be no such folder, or nothing can be
   *     written to it
   */
  MineOutput(Path folder) {
    this.folder = WritableFolder.require(folder);
  }

  Path folder() {
    return folder;
  }

  DurableFiles files() {
    return files;
  }

  /** Makes the folder. */
  void create() {
    files.createFolders(folder);
  }

  /**
   * Writes a file in the folder, in the place of an earlier one.
   *
   * @throws UncheckedIOException if it cannot be written
   */
  void write(String name, byte[] bytes) {
    Path part = folder.resolve("." + name + ".part");
    files.delete(part); // of a run that was interrupted
    try {
      files.write(part, bytes);
      files.rename(part, folder.resolve(name));
    } catch (UncheckedIOException e) {
      throw Failures.after(e, () -> files.delete(part));
    }
  }

  /** Writes what is found in the folder, last. */
  void writeIndex(String table, String summary) {
    write(TABLE, table.getBytes(StandardCharsets.UTF_8));
    write(SUMMARY, summary.getBytes(StandardCharsets.UTF_8));
    sync();
  }

  /** Removes what {@link #writeIndex} wrote in an earlier run. */
  void removeIndex() {
    remove(TABLE);
    remove(SUMMARY);
    sync();
  }

  /** Removes a file of the folder, if it is there; it is gone for good after {@link #sync}. */
  void remove(String name) {
    files.delete(folder.resolve(name));
  }

  /** Waits until removals are on the disk. */
  void sync() {
    files.syncFolder(folder);
  }
}
