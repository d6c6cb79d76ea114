package org.ibengine.store;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import java.util.zip.CRC32C;
import org.ibengine.error.DatasetException;
import org.ibengine.index.DatasetOptions;
import org.ibengine.io.IoReason;
import org.ibengine.text.Text;

/** Checks a dataset folder against its records; changes nothing. */
public final class DatasetVerifier {
  private static final int BLOCK_BYTES = 1 << 20;
  private static final int MOST_FOREIGN = 100; // named in each folder

  /**
   * What was found.
   *
   * @param problems one line each, sorted by case; empty if all is well
   * @param supersededFiles files of volumes that no case has any more, not a problem: the next run
   *     of {@code ib prepare} removes them
   * @param supersededBytes of those files
   */
  public record Report(
      int cases,
      long files,
      long bytes,
      List<String> problems,
      int supersededFiles,
      long supersededBytes) {
    public Report {
      problems = List.copyOf(problems);
    }
  }

  private final DatasetFolder folder;
  private final List<String> problems = new ArrayList<>();
  private final Set<Path> known = new TreeSet<>();
  private boolean patchesUnknown; // of a case whose record cannot be read
  private final ByteBuffer block = ByteBuffer.allocateDirect(BLOCK_BYTES);
  private int cases;
  private long files;
  private long bytes;

  private DatasetVerifier(DatasetFolder folder) {
    this.folder = folder;
  }

  /**
   * Reads every file of the dataset and recomputes its checksum; lists what differs, what is
   * missing, packed volumes that are not sound, and files in its folders that no record names.
   * Blocks on the disk.
   *
   * @throws DatasetException if the folder is not a dataset, or of a newer format
   */
  public static Report verify(Path root) {
    DatasetVerifier verifier = new DatasetVerifier(new DatasetFolder(root));
    List<SupersededData.Data> superseded = verifier.verify();
    return new Report(
        verifier.cases,
        verifier.files,
        verifier.bytes,
        verifier.problems,
        superseded.size(),
        superseded.stream().mapToLong(SupersededData.Data::bytes).sum());
  }

  private List<SupersededData.Data> verify() {
    DatasetOptions options = DatasetReader.readOptions(folder);
    PlainFolders.require(folder);
    String hash = DatasetJson.hash(options);
    for (String name : DatasetReader.caseNames(folder)) {
      known.add(folder.caseFile(name));
      if (Files.exists(folder.pendingFile(name))) {
        problems.add(folder.caseFolder(name) + ": an interrupted run; run ib prepare again");
        known.add(folder.pendingFile(name));
      }
      if (Files.exists(folder.caseFile(name))) {
        verifyCase(name, options, hash);
      }
    }
    if (Files.isDirectory(folder.stagingFolder(), LinkOption.NOFOLLOW_LINKS) && isStaged()) {
      problems.add(folder.stagingFolder() + ": an unfinished run; run the same command again");
    }
    List<SupersededData.Data> superseded = SupersededData.find(folder);
    superseded.forEach(data -> known.add(data.file()));
    findForeign(folder.casesFolder(), 2);
    if (!patchesUnknown) { // nobody must move away what may be that case's
      findForeign(folder.resolve(DatasetFolder.LESION_PATCHES), 1);
      findForeign(folder.resolve(DatasetFolder.BACKGROUND_PATCHES), 1);
    }
    return superseded;
  }

  /** Whether there are files on their way; a folder that cannot be listed may have some. */
  private boolean isStaged() {
    try {
      return !StagingFolder.list(folder.stagingFolder()).isEmpty();
    } catch (UncheckedIOException e) {
      return true;
    }
  }

  private void verifyCase(String name, DatasetOptions options, String hash) {
    try {
      CaseRecord record = DatasetReader.readCase(folder, name);
      cases++;
      if (!record.optionsHash().equals(hash)) {
        problems.add(
            folder.caseFile(name)
                + ": was made with other options than dataset.json says; repeat the run that wrote it");
      }
      record.outputs().forEach(output -> verifyOutput(output, record, options));
    } catch (DatasetException e) {
      problems.add(e.getMessage());
      known.addAll(SupersededData.volumesOf(folder, name)); // one of them may be the case's
      patchesUnknown = true;
    }
  }

  private void verifyOutput(OutputFile output, CaseRecord record, DatasetOptions options) {
    Path file = folder.resolve(output.path());
    if (!known.add(file)) {
      problems.add(file + ": is named by two cases; run ib prepare --force");
    }
    files++;
    try {
      if (!Files.exists(file)) {
        problems.add(file + ": is missing; run ib prepare again");
      } else if (!Files.isRegularFile(file)) { // reading a pipe would wait forever
        problems.add(file + ": must be a regular file; remove it and run ib prepare again");
      } else if (Files.size(file) != output.bytes()) {
        problems.add(
            Text.format(
                "%s: has %d bytes, should have %d; run ib prepare again",
                file, Files.size(file), output.bytes()));
      } else if (checksum(file) != output.crc32c()) {
        problems.add(file + ": is damaged, its checksum differs; run ib prepare --force");
      } else if (record.id().isPresent()) {
        problems.addAll(volumeProblems(file, record, options));
      }
    } catch (IOException e) {
      problems.add(file + ": cannot be read: " + IoReason.of(e));
    }
  }

  /** Of a file whose checksum is right; opened once. */
  private List<String> volumeProblems(Path file, CaseRecord record, DatasetOptions options)
      throws IOException {
    try (VolumesFile volumes = VolumesFile.open(file)) {
      List<String> packed = PackedVerifier.problems(volumes, record.packed());
      Path caseFile = folder.caseFile(record.index().name());
      return packed.isEmpty()
          ? TypeVerifier.problems(volumes, caseFile, record.index(), options)
          : packed;
    } catch (UncheckedIOException e) {
      throw e.getCause();
    } catch (DatasetException e) {
      return List.of(e.getMessage());
    }
  }

  private int checksum(Path file) throws IOException {
    CRC32C checksum = new CRC32C();
    try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ)) {
      while (channel.read(block.clear()) >= 0) {
        bytes += block.flip().remaining();
        checksum.update(block);
      }
    }
    return (int) checksum.getValue();
  }

  /**
   * Names what lies in a folder and is not the dataset's.
   *
   * @param depth at which its files lie; a folder down there is foreign, and not entered
   */
  private void findForeign(Path inside, int depth) {
    if (!Files.isDirectory(inside)) {
      return;
    }
    try (Stream<Path> entries = Files.walk(inside, depth)) {
      List<Path> foreign =
          entries
              .filter(file -> isAtDepth(file, inside, depth) || !isFolder(file))
              .filter(file -> !known.contains(file))
              .sorted()
              .toList();
      foreign.stream()
          .limit(MOST_FOREIGN)
          .forEach(file -> problems.add(file + ": is not a file of this dataset; move it away"));
      if (foreign.size() > MOST_FOREIGN) {
        problems.add(
            Text.format(
                "%s: %d more are not files of this dataset; move them away",
                inside, foreign.size() - MOST_FOREIGN));
      }
    } catch (IOException e) {
      problems.add(inside + ": cannot be listed: " + IoReason.of(e));
    } catch (UncheckedIOException e) { // of a folder inside
      problems.add(inside + ": cannot be listed: " + e.getCause().getMessage());
    }
  }

  private static boolean isAtDepth(Path file, Path inside, int depth) {
    return file.getNameCount() - inside.getNameCount() == depth;
  }

  private static boolean isFolder(Path file) {
    return Files.isDirectory(file, LinkOption.NOFOLLOW_LINKS);
  }
}
