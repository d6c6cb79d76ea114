package org.ibengine.froc;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.core.json.JsonReadFeature;
import com.fasterxml.jackson.core.json.JsonWriteFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.ibengine.error.DatasetException;
import org.ibengine.evaluation.CaseObjects;
import org.ibengine.evaluation.PredictedObject;
import org.ibengine.evaluation.TruthObject;
import org.ibengine.io.IoReason;
import org.ibengine.io.RegularFile;
import org.ibengine.label.Instance;
import org.ibengine.text.Text;

/**
 * Objects of cases as the evaluation published with arXiv 2007.10033 keeps them, {@code
 * prc_records.json}: case names with lists of records, which may be empty. Infinities are literals,
 * which strict readers of JSON refuse.
 */
public final class FrocRecords {
  private static final int MOST_BYTES = 1 << 28;
  private static final Instance.Centroid NOWHERE =
      new Instance.Centroid(Double.NaN, Double.NaN, Double.NaN);
  private static final String TRUE = "tum_";
  private static final String PREDICTED = "pred_";

  private static final ObjectMapper JSON =
      JsonMapper.builder()
          .enable(JsonReadFeature.ALLOW_NON_NUMERIC_NUMBERS)
          .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
          .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
          .disable(JsonWriteFeature.WRITE_NAN_AS_STRINGS)
          .build();

  private FrocRecords() {}

  /**
   * The cases of several files by name. Centroids are NaN, because records have none; sizes are
   * those of a ball with the diameter.
   *
   * @throws DatasetException if a file cannot be read or holds something else, or a case is in two
   *     files
   */
  public static List<CaseObjects> read(List<Path> files) {
    TreeMap<String, CaseObjects> cases = new TreeMap<>();
    Map<String, Path> from = new HashMap<>();
    for (Path file : files) {
      JsonNode root = json(file);
      if (!root.isObject() || root.isEmpty()) {
        throw new DatasetException(
            file, "must map case names to lists of records, and name at least one case");
      }
      for (Map.Entry<String, JsonNode> entry : root.properties()) {
        Path other = from.putIfAbsent(entry.getKey(), file);
        if (other != null) {
          throw new DatasetException(
              file,
              Text.format(
                  "case %s is in %s too; evaluate files of the same cases one by one",
                  entry.getKey(), other));
        }
        cases.put(entry.getKey(), objects(file, entry.getKey(), entry.getValue()));
      }
    }
    return List.copyOf(cases.values());
  }

  private static JsonNode json(Path file) {
    try {
      return JSON.readTree(RegularFile.read(file, MOST_BYTES, "; is it a file of records?"));
    } catch (JsonProcessingException e) {
      throw new DatasetException(file, "is not JSON: " + e.getOriginalMessage(), e);
    } catch (IOException e) {
      throw new DatasetException(file, "cannot be read: " + IoReason.of(e), e);
    }
  }

  private static CaseObjects objects(Path file, String name, JsonNode records) {
    if (!records.isArray()) {
      throw new DatasetException(file, "case " + name + " must have a list of records");
    }
    List<TruthObject> truths = new ArrayList<>();
    List<PredictedObject> predictions = new ArrayList<>();
    for (int i = 0; i < records.size(); i++) {
      Record one = new Record(file, Text.format("record %d of case %s", i, name), records.get(i));
      if (one.flag("is_tum")) {
        truths.add(one.truth());
      } else {
        predictions.add(one.prediction());
      }
    }
    return new CaseObjects(name, truths, predictions);
  }

  /** One record and where it stands. */
  private record Record(Path file, String place, JsonNode fields) {
    TruthObject truth() {
      return new TruthObject(
          id("obj", TRUE),
          voxels(),
          NOWHERE,
          dice(),
          number("hit_logit"),
          id("hit_obj", PREDICTED));
    }

    PredictedObject prediction() {
      return new PredictedObject(
          id("obj", PREDICTED),
          voxels(),
          NOWHERE,
          number("self_logit"),
          dice(),
          id("hit_obj", TRUE));
    }

    boolean flag(String field) {
      JsonNode value = fields.path(field);
      if (!value.isBoolean()) {
        throw wrong(field, "true or false");
      }
      return value.asBoolean();
    }

    private double number(String field) {
      JsonNode value = fields.path(field);
      if (!value.isNumber() || Double.isNaN(value.asDouble())) {
        throw wrong(field, "a number, Infinity or -Infinity");
      }
      return value.asDouble();
    }

    private double dice() {
      double dice = number("hit_dice");
      if (!(dice >= 0 && dice <= 1)) {
        throw wrong("hit_dice", "from 0 to 1");
      }
      return dice;
    }

    private long voxels() {
      double diameter = number("diameter");
      if (!(diameter > 0 && diameter < 1e5)) {
        throw wrong("diameter", "that of at least one voxel");
      }
      return Math.max(1, TruthObject.voxelsOf(diameter));
    }

    /** 0 for None, and where the name is another. */
    private int id(String field, String prefix) {
      String text = fields.path(field).asText();
      String digits = text.startsWith(prefix) ? text.substring(prefix.length()) : "";
      return digits.matches("[0-9]{1,9}") ? Integer.parseInt(digits) : 0;
    }

    private DatasetException wrong(String field, String rule) {
      return new DatasetException(
          file, Text.format("%s: %s must be %s, was %s", place, field, rule, fields.path(field)));
    }
  }

  /** The text of such a file, with a line for each record. */
  public static String text(Iterable<CaseObjects> cases) {
    ObjectNode root = JSON.createObjectNode();
    for (CaseObjects item : cases) {
      ArrayNode records = root.putArray(item.name());
      item.truths().forEach(truth -> put(records.addObject(), truth));
      item.predictions().forEach(prediction -> put(records.addObject(), prediction));
    }
    try {
      return JSON.writerWithDefaultPrettyPrinter().writeValueAsString(root);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("a tree that cannot be written", e);
    }
  }

  private static void put(ObjectNode record, TruthObject truth) {
    record.put("obj", TRUE + truth.id()).put("is_tum", true);
    record.put("diameter", truth.diameter()).put("hit_dice", truth.hitDice());
    record.put("hit_obj", PREDICTED + name(truth.hitId()));
    record.put("hit_logit", truth.hitLogit()).put("self_logit", Double.POSITIVE_INFINITY);
  }

  private static void put(ObjectNode record, PredictedObject prediction) {
    double certain =
        prediction.isFalseAlarm() ? Double.NEGATIVE_INFINITY : Double.POSITIVE_INFINITY;
    record.put("obj", PREDICTED + prediction.id()).put("is_tum", false);
    record.put("diameter", TruthObject.diameterOf(prediction.voxels()));
    record.put("hit_dice", prediction.hitDice());
    record.put("hit_obj", TRUE + name(prediction.hitId()));
    record.put("hit_logit", certain).put("self_logit", prediction.logit());
  }

  private static String name(int id) {
    return id == 0 ? "None" : Integer.toString(id);
  }
}
