package org.ibengine.prepare;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.ibengine.error.DatasetException;
import org.ibengine.index.DatasetOptions;
import org.ibengine.input.InputCase;
import org.ibengine.io.ImageFiles;
import org.ibengine.io.ImageInput;
import org.ibengine.io.IoReason;
import org.ibengine.store.CaseRecord;
import org.ibengine.store.DatasetFolder;
import org.ibengine.store.DatasetReader;
import org.ibengine.store.OutputFile;
import org.ibengine.store.Sha256;
import org.ibengine.store.SourceFile;

/**
 * Whether a case has to be made.
 *
 * @param todo why, for people; empty if the case is up to date
 * @param record what the dataset has of it
 */
record CaseStatus(Optional<String> todo, Optional<CaseRecord> record) {

  /**
   * Compares the dataset with the sources; hashes them if nothing cheaper differs.
   *
   * @param optionsHash of the options wanted
   * @throws DatasetException if the record is damaged or a source unreadable
   */
  static CaseStatus of(
      DatasetFolder folder, InputCase item, DatasetOptions options, String optionsHash) {
    if (!Files.exists(folder.caseFile(item.name()))) {
      return new CaseStatus(Optional.of("new"), Optional.empty());
    }
    CaseRecord record = DatasetReader.readCase(folder, item.name());
    if (!record.names().equals(PatchFileNames.of(item.name(), options))) {
      return new CaseStatus(Optional.of("other names in files"), Optional.of(record));
    }
    if (!record.subject().equals(item.subject())) {
      return new CaseStatus(Optional.of("other subject"), Optional.of(record));
    }
    Optional<String> todo =
        record.optionsHash().equals(optionsHash)
            ? missingOutput(folder, record).or(() -> changedSource(item, options, record))
            : Optional.of("other options");
    return new CaseStatus(todo, Optional.of(record));
  }

  private static Optional<String> missingOutput(DatasetFolder folder, CaseRecord record) {
    for (OutputFile output : record.outputs()) {
      Path file = folder.resolve(output.path());
      try {
        if (!Files.exists(file)) {
          return Optional.of(output.path() + " is missing");
        }
        if (Files.size(file) != output.bytes()) {
          return Optional.of(output.path() + " has changed");
        }
      } catch (IOException e) {
        throw new DatasetException(file, "cannot be read: " + IoReason.of(e), e);
      }
    }
    return Optional.empty();
  }

  private static Optional<String> changedSource(
      InputCase item, DatasetOptions options, CaseRecord record) {
    List<String> roles = new ArrayList<>(options.modalities());
    roles.add(DatasetFolder.LABEL);
    if (record.sources().size() != roles.size()) {
      return Optional.of("other sources");
    }
    Map<Path, String> hashes = new HashMap<>(); // a file of several channels is hashed once
    for (int i = 0; i < roles.size(); i++) {
      SourceFile known = record.sources().get(i);
      boolean label = roles.get(i).equals(DatasetFolder.LABEL);
      ImageInput input = label ? ImageInput.only(item.mask()) : item.modalities().get(roles.get(i));
      if (!known.role().equals(roles.get(i))
          || !known.file().equals(input.fileName())
          || !isSame(known, input.file(), hashes)) {
        return Optional.of(input.fileName() + " has changed");
      }
    }
    return Optional.empty();
  }

  /** Hashes the file only if it has the same length. */
  private static boolean isSame(SourceFile known, Path file, Map<Path, String> hashes) {
    try {
      List<Path> files = ImageFiles.filesOf(file);
      if (known.bytes() != ImageFiles.sizeBytes(files)) {
        return false;
      }
      if (!hashes.containsKey(file)) {
        hashes.put(file, Sha256.ofFiles(files));
      }
      return hashes.get(file).equals(known.sha256());
    } catch (IOException e) {
      throw new DatasetException(file, "cannot be read: " + IoReason.of(e), e);
    }
  }
}
