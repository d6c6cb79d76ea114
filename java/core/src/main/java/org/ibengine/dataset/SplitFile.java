package org.ibengine.dataset;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.file.Path;
import java.util.Iterator;
import java.util.LinkedHashSet;
import java.util.Set;
import org.ibengine.error.DatasetException;
import org.ibengine.io.StrictJson;
import org.ibengine.text.Text;

/** Reads a {@link Split}; every fault names the file. */
final class SplitFile {
  private static final Set<String> LISTS = Set.of("train", "validation", "val", "test");

  private SplitFile() {}

  static Split read(Path file) {
    JsonNode tree = StrictJson.read(file);
    if (tree.isArray()) {
      throw new IllegalArgumentException(
          Text.format(
              "%s: is a list of %d folds; choose one, as with --fold 0 %d",
              file, tree.size(), tree.size()));
    }
    return split(file, tree, "");
  }

  static Split read(Path file, int fold, int folds) {
    JsonNode tree = StrictJson.read(file);
    if (tree.isObject()) {
      throw new IllegalArgumentException(
          Text.format(
              "%s: is one split, fold %d of %d was asked for; leave --fold out",
              file, fold, folds));
    }
    if (!tree.isArray()) {
      throw wrong(file, "is neither an object with train, validation and test nor a list of them");
    }
    if (tree.size() != folds || fold < 0 || fold >= folds) {
      throw new IllegalArgumentException(
          Text.format(
              "%s: is a list of %d folds, fold %d of %d was asked for; --fold takes a number from 0 and %d",
              file, tree.size(), fold, folds, tree.size()));
    }
    return split(file, tree.get(fold), Text.format("fold %d: ", fold));
  }

  private static Split split(Path file, JsonNode tree, String place) {
    if (!tree.isObject()) {
      throw wrong(file, place + "must be an object with the lists train, validation and test");
    }
    for (Iterator<String> keys = tree.fieldNames(); keys.hasNext(); ) {
      String key = keys.next();
      if (!LISTS.contains(key)) {
        throw wrong(
            file,
            place + "has lists train, validation (or val) and test, not " + key + "; rename it");
      }
    }
    if (!tree.has("train")) {
      throw wrong(file, place + "needs a list train");
    }
    if (tree.has("validation") && tree.has("val")) {
      throw wrong(file, place + "has both validation and val; keep one");
    }
    try {
      return new Split(
          names(file, tree, "train", place),
          names(file, tree, tree.has("val") ? "val" : "validation", place),
          names(file, tree, "test", place));
    } catch (IllegalArgumentException e) {
      throw new DatasetException(file, place + e.getMessage(), e);
    }
  }

  private static Set<String> names(Path file, JsonNode tree, String list, String place) {
    Set<String> names = new LinkedHashSet<>();
    JsonNode items = tree.path(list);
    if (!items.isArray() && !items.isMissingNode()) {
      throw wrong(file, place + list + " must be a list of case names");
    }
    for (JsonNode item : items) {
      if (!item.isTextual()) {
        throw wrong(file, place + list + " must hold case names in quotes, holds " + item);
      }
      if (!names.add(item.textValue())) {
        throw wrong(file, place + list + " names case " + item.textValue() + " twice");
      }
    }
    return names;
  }

  private static DatasetException wrong(Path file, String reason) {
    return new DatasetException(file, reason);
  }
}
