package org.ibengine.input;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.SortedMap;
import java.util.TreeMap;
import org.ibengine.error.DatasetException;
import org.ibengine.io.ImageFiles;
import org.ibengine.io.StrictJson;
import org.ibengine.text.Text;

/**
 * The {@code dataset.json} of nnU-Net (both versions) or of the Medical Segmentation Decathlon.
 *
 * @param file itself
 */
record DatasetList(Path file, JsonNode json) {
  static final String NAME = "dataset.json";

  /** Where both tools that write such a list keep the images of training. */
  static final String IMAGES = "imagesTr";

  private static final String IGNORE = "ignore";
  private static final String BACKGROUND = "background";

  /** That of a folder, if there is one that says anything. */
  static Optional<DatasetList> of(Path folder) {
    Path file = folder.resolve(NAME);
    if (!Files.isRegularFile(file)) {
      return Optional.empty();
    }
    try {
      JsonNode json = StrictJson.read(file);
      return json.isObject() ? Optional.of(new DatasetList(file, json)) : Optional.empty();
    } catch (DatasetException e) {
      if (Files.isDirectory(folder.resolve(IMAGES))) {
        throw e; // the list of these images, damaged
      }
      return Optional.empty(); // something else of that name
    }
  }

  /**
   * That of a folder of a layout which goes by it.
   *
   * @throws DatasetException if there is none
   */
  static DatasetList of(Path folder, InputLayout layout) {
    return of(folder)
        .orElseThrow(
            () ->
                new DatasetException(
                    folder,
                    Text.format(
                        "has no dataset.json; the layout %s needs %s",
                        layout.name(), layout.needs())));
  }

  boolean has(String key) {
    return json.has(key);
  }

  /**
   * Names of channels by number, under either version's key.
   *
   * @throws DatasetException if there are none, they are not numbered from 0, or one has a name
   *     that modalities cannot have
   */
  List<String> channels() {
    String key = json.has("channel_names") ? "channel_names" : "modality";
    JsonNode names = json.path(key);
    SortedMap<Integer, String> byNumber = new TreeMap<>();
    for (Map.Entry<String, JsonNode> entry : names.properties()) {
      byNumber.put(number(key, entry.getKey()), entry.getValue().asText());
    }
    if (byNumber.isEmpty() || byNumber.lastKey() != byNumber.size() - 1) {
      throw new DatasetException(
          file,
          Text.format(
              "%s must name the channels by number from 0, as in {\"0\": \"CT\"}, was %s",
              key, names));
    }
    List<String> channels = List.copyOf(byNumber.values());
    List<String> different = new ArrayList<>();
    for (int i = 0; i < channels.size(); i++) {
      String name = channels.get(i);
      boolean alone = channels.indexOf(name) == channels.lastIndexOf(name);
      different.add(alone ? name : name + "-" + i); // a scheme of normalisation, such as zscore
    }
    different.forEach(name -> PlainName.requireListed(file, key, name));
    return different;
  }

  private int number(String key, String text) {
    try {
      return Integer.parseUnsignedInt(text);
    } catch (NumberFormatException e) {
      throw new DatasetException(
          file, Text.format("%s must be numbered from 0, was \"%s\"", key, text), e);
    }
  }

  /**
   * What the names of its images end in, with the point; empty if it does not say.
   *
   * @throws DatasetException if no such image is read
   */
  Optional<String> ending() {
    String ending = json.path("file_ending").asText("");
    if (!ending.isEmpty() && !ImageFiles.nameOf(Path.of("a" + ending)).isReadable()) {
      throw new DatasetException(
          file,
          Text.format(
              "file_ending is %s, but images can be read that end in %s; convert them, with file_ending changed",
              ending, ImageFiles.endings()));
    }
    return ending.isEmpty() ? Optional.empty() : Optional.of(ending);
  }

  /**
   * What the labels mean, whether names have values or, as in the first version, values have names.
   *
   * @throws DatasetException if a value is not a whole number
   */
  InputLabels labels() {
    Map<String, List<Long>> classes = new LinkedHashMap<>();
    OptionalLong ignore = OptionalLong.empty();
    JsonNode labels = json.path("labels");
    for (Map.Entry<String, JsonNode> entry : labels.properties()) {
      boolean valueFirst = entry.getValue().isTextual();
      String name = valueFirst ? entry.getValue().textValue() : entry.getKey();
      List<Long> values = valueFirst ? List.of(value(entry.getKey())) : values(entry.getValue());
      if (name.equals(IGNORE)) {
        ignore = OptionalLong.of(values.get(0));
      } else if (!name.equalsIgnoreCase(BACKGROUND) && !values.equals(List.of(0L))) {
        classes.put(name, values);
      }
    }
    return new InputLabels(classes, ignore);
  }

  private List<Long> values(JsonNode node) {
    List<Long> values = new ArrayList<>();
    if (node.isArray()) {
      node.forEach(item -> values.add(value(item.asText())));
    } else {
      values.add(value(node.asText()));
    }
    if (values.isEmpty()) {
      throw new DatasetException(file, "labels must have a value each, but one has none");
    }
    return values;
  }

  private long value(String text) {
    try {
      return Long.parseLong(text);
    } catch (NumberFormatException e) {
      throw new DatasetException(
          file, Text.format("values of labels must be whole numbers, one was \"%s\"", text), e);
    }
  }
}
