package org.ibengine.store;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.ibengine.error.DatasetException;
import org.ibengine.index.DatasetIndex;
import org.ibengine.index.DatasetOptions;
import org.ibengine.io.IoReason;
import org.ibengine.work.ParallelReading;

/** Reads a dataset folder's records; voxels are read through {@link VolumesFile}. Immutable. */
public final class DatasetReader {
  private final DatasetFolder folder;
  private final DatasetOptions options;
  private final List<PreparedCase> cases;

  private DatasetReader(DatasetFolder folder, DatasetOptions options, List<PreparedCase> cases) {
    this.folder = folder;
    this.options = options;
    this.cases = List.copyOf(cases);
  }

  /** As {@link #open(Path, int)}, with one thread. */
  public static DatasetReader open(Path root) {
    return open(root, 1);
  }

  /**
   * Reads all records; blocks on the disk.
   *
   * @param threads that read records side by side
   * @throws DatasetException if the folder is not one of ours, damaged, of a newer format, or holds
   *     cases made with other options than the folder says
   */
  public static DatasetReader open(Path root, int threads) {
    DatasetFolder folder = new DatasetFolder(root);
    DatasetOptions options = readOptions(folder);
    PlainFolders.require(folder);
    String hash = DatasetJson.hash(options);
    List<String> names = completeCases(folder);
    return new DatasetReader(
        folder,
        options,
        ParallelReading.map(threads, names.size(), i -> read(folder, names.get(i), hash)));
  }

  private static PreparedCase read(DatasetFolder folder, String name, String hash) {
    PreparedCase found = PreparedCase.read(folder, name);
    if (!found.record().optionsHash().equals(hash)) {
      throw new DatasetException(
          folder.caseFile(name),
          "was made with other options than dataset.json says; repeat the run that wrote it");
    }
    return found;
  }

  /** Whether the folder holds a {@code dataset.json} of this engine, not of another tool. */
  public static boolean isDataset(Path root) {
    return DatasetJson.isOurs(new DatasetFolder(root).datasetFile());
  }

  public DatasetFolder folder() {
    return folder;
  }

  public DatasetOptions options() {
    return options;
  }

  /** All complete cases, sorted by name. */
  public List<PreparedCase> cases() {
    return cases;
  }

  /** The index of all complete cases. */
  public DatasetIndex index() {
    return new DatasetIndex(options, cases.stream().map(PreparedCase::index).toList());
  }

  /**
   * The options of a folder none of whose folders is a link; reads no case.
   *
   * @throws DatasetException as {@link #open}
   */
  public static DatasetOptions options(DatasetFolder folder) {
    DatasetOptions options = readOptions(folder);
    PlainFolders.require(folder);
    return options;
  }

  /** The options in {@code dataset.json}. */
  static DatasetOptions readOptions(DatasetFolder folder) {
    if (!Files.exists(folder.datasetFile())) {
      throw new DatasetException(
          folder.root(), "not a dataset folder: no dataset.json found; run ib prepare first");
    }
    return DatasetJson.read(folder.datasetFile());
  }

  /**
   * One case's record.
   *
   * @throws DatasetException if it is missing, damaged or of a newer format
   */
  public static CaseRecord readCase(DatasetFolder folder, String name) {
    return PreparedCase.read(folder, name).record();
  }

  static String optionsHash(Path caseFile) {
    JsonObject json = JsonObject.read(caseFile, JsonObject.MOST_CASE_BYTES);
    DatasetJson.checkVersion(json);
    return json.text("optionsHash");
  }

  /**
   * Names of the complete cases, sorted; does not read their records. Blocks on the disk.
   *
   * @throws DatasetException if the folder cannot be read, or a case's is a link
   */
  public static List<String> completeCases(DatasetFolder folder) {
    return caseNames(folder).stream().filter(name -> Files.exists(folder.caseFile(name))).toList();
  }

  /**
   * Names of the folders under {@code cases}, sorted; a case may be unfinished.
   *
   * @throws DatasetException if one of them is a link
   */
  static List<String> caseNames(DatasetFolder folder) {
    if (!Files.isDirectory(folder.casesFolder())) {
      return List.of();
    }
    try (Stream<Path> entries = Files.list(folder.casesFolder())) {
      return entries
          .filter(Files::isDirectory)
          .peek(PlainFolders::require)
          .map(path -> path.getFileName().toString())
          .sorted()
          .toList();
    } catch (UncheckedIOException e) {
      throw new DatasetException(
          folder.casesFolder(), "cannot be read: " + IoReason.of(e.getCause()), e);
    } catch (IOException e) {
      throw new DatasetException(folder.casesFolder(), "cannot be read: " + IoReason.of(e), e);
    }
  }
}
