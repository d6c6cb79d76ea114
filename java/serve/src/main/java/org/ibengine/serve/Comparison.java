package org.ibengine.serve;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.ibengine.EngineOptions;
import org.ibengine.IbEngine;
import org.ibengine.OptionDifference;
import org.ibengine.text.Text;

/**
 * Compares what a client would open with what is served. Thread-safe.
 *
 * @param folder of the dataset, as it really is called
 * @param stamp of what it held just before it was opened, see {@link FolderStamp}; empty, which is
 *     the same as no other, if it could not be listed
 * @param reader makes options of words such as {@code --ratio=2}, as the command line would;
 *     IllegalArgumentException for words that are not allowed
 */
public record Comparison(
    Path folder, Optional<String> stamp, Function<List<String>, EngineOptions> reader) {
  private static final String DATASET = "dataset";
  private static final String FOLDER = "folder";

  /** To be made before the dataset is opened: what is written meanwhile counts as a change. */
  public static Comparison of(Path folder, Function<List<String>, EngineOptions> reader) {
    return new Comparison(real(folder), FolderStamp.of(folder), reader);
  }

  private static Path real(Path folder) {
    try {
      return folder.toRealPath();
    } catch (IOException e) { // opening it will say why
      return folder.toAbsolutePath().normalize();
    }
  }

  /**
   * Returns if everything is the same.
   *
   * @param wanted {@code folder}, its {@code stamp} and the {@code options} as words
   * @throws Refusal that names every difference, or says what is wrong with the options
   */
  void require(JsonNode wanted, IbEngine engine) throws Refusal, ProtocolException {
    List<String> words = new ArrayList<>();
    wanted.path("options").forEach(word -> words.add(word.textValue()));
    if (!wanted.path(FOLDER).isTextual() || words.contains(null)) {
      throw new ProtocolException(
          "same must have a folder and options, a list of texts, was " + wanted);
    }
    List<OptionDifference> differences = new ArrayList<>();
    addDataset(wanted, differences);
    try {
      differences.addAll(OptionDifference.between(reader.apply(words), engine));
    } catch (RuntimeException e) { // of options that are not allowed, a file that cannot be read
      throw new Refusal(Refusal.codeOf(e), Refusal.textOf(e, Refusal.codeOf(e)));
    }
    if (!differences.isEmpty()) {
      throw new Refusal("other", message(differences), differences);
    }
  }

  private void addDataset(JsonNode wanted, List<OptionDifference> differences) {
    String theirs = wanted.get(FOLDER).textValue();
    if (!isFolder(theirs)) {
      differences.add(new OptionDifference(DATASET, theirs, folder.toString()));
    } else if (stamp.filter(seen -> seen.equals(wanted.path("stamp").textValue())).isEmpty()) {
      differences.add(
          new OptionDifference(
              DATASET, theirs + " as it is now", "as it was when the server opened it"));
    }
  }

  private boolean isFolder(String theirs) {
    try {
      return folder.equals(Path.of(theirs)) || Files.isSameFile(folder, Path.of(theirs));
    } catch (IOException | InvalidPathException e) {
      return false;
    }
  }

  private static String message(List<OptionDifference> differences) {
    return differences.stream()
        .map(one -> Text.format("%s (here %s, there %s)", one.option(), one.wanted(), one.open()))
        .collect(
            Collectors.joining(
                ", ", "the server must serve what its client would open, but differs in ", ""));
  }
}
