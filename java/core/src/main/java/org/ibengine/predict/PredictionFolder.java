package org.ibengine.predict;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.ibengine.error.DatasetException;
import org.ibengine.io.IoReason;
import org.ibengine.io.StrictJson;
import org.ibengine.io.WholeFile;

/**
 * Where predictions go: one {@code <case>.nii.gz} each, and {@code predict.json}, which says with
 * what settings they were made and of which data, so that a run that was ended goes on. Both are
 * written whole or not at all. Thread-safe; one process writes to a folder at a time.
 */
public final class PredictionFolder {
  private static final String RECORD = "predict.json";

  /** As {@link WholeFile} calls them. */
  private static final String UNFINISHED = ".*.{nii.gz,json}.????????-*.part";

  private static final String SETTINGS = "settings";
  private static final String CASES = "cases";
  private static final ObjectMapper JSON =
      new ObjectMapper().enable(SerializationFeature.INDENT_OUTPUT);

  private final Path folder;
  private final ObjectNode settings;
  private final Map<String, String> done = new TreeMap<>(); // data by case

  private PredictionFolder(Path folder, ObjectNode settings) {
    this.folder = folder;
    this.settings = settings;
  }

  /**
   * Makes the folder, or takes up one of the same settings.
   *
   * @param settings whatever predictions depend on besides the data of a case
   * @param force predicts everything anew, whatever the folder holds
   * @throws DatasetException if it has predictions of other settings, or cannot be written
   */
  public static PredictionFolder open(Path folder, ObjectNode settings, boolean force) {
    PredictionFolder opened = new PredictionFolder(folder, settings);
    try {
      Files.createDirectories(folder);
    } catch (IOException e) {
      throw new DatasetException(folder, "cannot be made: " + IoReason.of(e), e);
    }
    opened.removeUnfinished();
    Path record = folder.resolve(RECORD);
    if (force) {
      opened.forget(record);
    } else if (Files.exists(record)) {
      opened.takeUp(record, StrictJson.read(record));
    }
    return opened;
  }

  /** Else a run that is killed would leave files that an earlier record calls its own. */
  private void forget(Path record) {
    try {
      Files.deleteIfExists(record);
    } catch (IOException e) {
      throw new DatasetException(record, "cannot be removed: " + IoReason.of(e), e);
    }
  }

  /** What a run that was killed had begun to write. */
  private void removeUnfinished() {
    try (DirectoryStream<Path> files = Files.newDirectoryStream(folder, UNFINISHED)) {
      for (Path file : files) {
        Files.deleteIfExists(file);
      }
    } catch (IOException e) {
      throw new DatasetException(folder, "cannot be cleaned: " + IoReason.of(e), e);
    }
  }

  private void takeUp(Path record, JsonNode text) {
    JsonNode before = text.path(SETTINGS);
    List<String> changes = changes("", before, settings);
    if (!changes.isEmpty() || !text.path(CASES).isObject()) {
      String what = changes.isEmpty() ? "no cases" : String.join("; ", changes);
      throw new DatasetException(
          record,
          "is of other predictions ("
              + what
              + "); choose another folder, or --force to replace them");
    }
    text.path(CASES)
        .properties()
        .forEach(field -> done.put(field.getKey(), field.getValue().asText()));
  }

  private static List<String> changes(String path, JsonNode was, JsonNode is) {
    List<String> changes = new ArrayList<>();
    if (was.isObject() && is.isObject()) {
      Map<String, JsonNode> names = new TreeMap<>();
      was.properties().forEach(field -> names.put(field.getKey(), field.getValue()));
      is.properties().forEach(field -> names.put(field.getKey(), field.getValue()));
      for (String name : names.keySet()) {
        String deeper = path.isEmpty() ? name : path + "." + name;
        changes.addAll(changes(deeper, was.path(name), is.path(name)));
      }
    } else if (!was.equals(is)) {
      changes.add(path + " was " + was + ", is " + is);
    }
    return changes;
  }

  /** The file of a case. */
  public Path file(String caseName) {
    return folder.resolve(caseName + ".nii.gz");
  }

  /** Whether its file was written by this or an earlier run of the same settings. */
  public synchronized boolean has(PredictedCase item) {
    return item.data().equals(done.get(item.name())) && Files.isRegularFile(file(item.name()));
  }

  /** A case's file was written. */
  synchronized void add(PredictedCase item) {
    done.put(item.name(), item.data());
    ObjectNode record = JsonNodeFactory.instance.objectNode();
    record.set(SETTINGS, settings);
    ObjectNode cases = record.putObject(CASES);
    done.forEach(cases::put);
    byte[] text = text(record);
    WholeFile.write(
        folder.resolve(RECORD),
        channel -> {
          ByteBuffer rest = ByteBuffer.wrap(text);
          while (rest.hasRemaining()) {
            channel.write(rest);
          }
        });
  }

  private static byte[] text(ObjectNode record) {
    try {
      return JSON.writeValueAsBytes(record);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("a tree of values cannot fail to be written", e);
    }
  }
}
