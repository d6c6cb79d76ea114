package org.ibengine.store;

import com.fasterxml.jackson.core.JsonGenerator;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HexFormat;
import org.ibengine.error.DatasetException;
import org.ibengine.index.DatasetOptions;
import org.ibengine.index.Layout;
import org.ibengine.index.NanRule;
import org.ibengine.index.PercentileRange;
import org.ibengine.index.StoreRule;
import org.ibengine.label.Connectivity;
import org.ibengine.text.Text;
import org.ibengine.volume.GridTolerance;
import org.ibengine.volume.Index3;
import org.ibengine.volume.Size3;

/** {@code dataset.json}: the format's version and the options. */
public final class DatasetJson {
  private static final String VERSION = "formatVersion";
  private static final String TOLERANCE = "geometryToleranceMm";
  private static final String TOLERANCE_IS_EXACT = "geometryToleranceIsExact";
  private static final String NAN = "nan";
  private static final String STORE = "store";

  private DatasetJson() {}

  static byte[] write(DatasetOptions options, int version) {
    return JsonText.object(
        json -> {
          writeVersion(json, version);
          json.writeStringField("layout", options.layout().label());
          json.writeObjectFieldStart("options");
          writeOptions(json, options);
          json.writeEndObject();
        });
  }

  /**
   * SHA-256, in lower-case hex, of the {@code dataset.json} with these options in version 1; equal
   * options, equal hash, so that cases of format 1 stay up to date.
   */
  public static String hash(DatasetOptions options) {
    return HexFormat.of().formatHex(Sha256.newDigest().digest(write(options, 1)));
  }

  private static void writeOptions(JsonGenerator json, DatasetOptions options) throws IOException {
    json.writeFieldName("patchSize");
    JsonText.triple(json, options.patchSize());
    json.writeFieldName("stride");
    JsonText.triple(json, options.stride());
    json.writeNumberField("margin", options.margin());
    json.writeNumberField("connectivity", options.connectivity().neighbours());
    json.writeFieldName("percentiles");
    JsonText.numbers(json, options.percentiles().low(), options.percentiles().high());
    json.writeArrayFieldStart("modalities");
    for (String name : options.modalities()) {
      json.writeString(name);
    }
    json.writeEndArray();
    writeTolerance(json, options.geometryTolerance());
    if (options.nan() != NanRule.REFUSE) { // so that folders from before keep bytes and hash
      json.writeStringField(NAN, options.nan().label());
    }
    LesionJson.write(json, options.lesions());
    GridJson.write(json, options.grid());
    ScalesJson.write(json, options.scales());
    BodyJson.writeRule(json, options.body());
    if (options.store() != StoreRule.AUTO) {
      json.writeStringField(STORE, options.store().label());
    }
  }

  /**
   * The default's number alone means the default, so that folders made before small voxels counted
   * keep their hash; where that very number was asked for, a field more says so.
   */
  private static void writeTolerance(JsonGenerator json, GridTolerance tolerance)
      throws IOException {
    json.writeNumberField(TOLERANCE, tolerance.mm());
    if (tolerance.exact() && tolerance.mm() == GridTolerance.DEFAULT.mm()) {
      json.writeBooleanField(TOLERANCE_IS_EXACT, true);
    }
  }

  private static GridTolerance tolerance(JsonObject options) {
    double mm = options.number(TOLERANCE);
    boolean exact =
        mm != GridTolerance.DEFAULT.mm() || options.names().contains(TOLERANCE_IS_EXACT);
    return new GridTolerance(mm, exact);
  }

  /**
   * @throws DatasetException if the file is missing, damaged or of a newer format
   */
  static DatasetOptions read(Path file) {
    JsonObject json = readOurs(file);
    JsonObject options = json.object("options");
    double[] percentiles = options.numbers("percentiles", 2);
    try {
      return new DatasetOptions(
          Layout.ofLabel(json.text("layout")),
          size(options, "patchSize"),
          size(options, "stride"),
          options.smallInteger("margin"),
          Connectivity.of(options.smallInteger("connectivity")),
          new PercentileRange(percentiles[0], percentiles[1]),
          options.texts("modalities"),
          tolerance(options),
          options.has(NAN) ? NanRule.ofLabel(options.text(NAN)) : NanRule.REFUSE,
          LesionJson.read(options),
          GridJson.read(options),
          ScalesJson.read(options),
          BodyJson.readRule(options),
          options.has(STORE) ? StoreRule.ofLabel(options.text(STORE)) : StoreRule.AUTO);
    } catch (IllegalArgumentException | ArithmeticException e) {
      throw options.damaged("options", e.getMessage());
    }
  }

  /**
   * Reads {@code dataset.json} as far as its version.
   *
   * @throws DatasetException if it is another tool's, damaged or of a newer format
   */
  static JsonObject readOurs(Path file) {
    JsonObject json = JsonObject.read(file, JsonObject.MOST_DATASET_BYTES, remedy(file));
    if (!json.has(VERSION)) {
      throw new DatasetException(
          file.toAbsolutePath().getParent(),
          Text.format(
              "not an ib-engine dataset: dataset.json has no formatVersion%s; run ib prepare on the case folders, into a folder of its own",
              looksLike(json)));
    }
    checkVersion(json);
    return json;
  }

  /** No other tool's file is to be removed. */
  private static String remedy(Path file) {
    return hasCases(file)
        ? "; restore it (git lfs pull where Git LFS keeps it), or remove it and run ib prepare again"
            + " with the same options"
        : "; restore it (git lfs pull where Git LFS keeps it), or run ib prepare on the case"
            + " folders, into a folder of its own";
  }

  private static boolean hasCases(Path file) {
    return Files.exists(file.resolveSibling(DatasetFolder.CASES)); // no other tool has both
  }

  private static String looksLike(JsonObject json) {
    if (json.has("channel_names") || json.has("file_ending")) {
      return " (it looks like nnU-Net's)";
    }
    boolean decathlon = json.has("modality") || json.has("numTraining") || json.has("training");
    return decathlon ? " (it looks like the Medical Segmentation Decathlon's or nnU-Net's)" : "";
  }

  /** Whether the file is there and is not another tool's; damaged ones of ours count as ours. */
  static boolean isOurs(Path file) {
    if (!Files.exists(file)) {
      return false;
    }
    try {
      return JsonObject.read(file, JsonObject.MOST_DATASET_BYTES).has(VERSION);
    } catch (DatasetException e) {
      return hasCases(file);
    }
  }

  /**
   * The version that a file says it has.
   *
   * @throws DatasetException if this code does not know it
   */
  static int checkVersion(JsonObject json) {
    long version = json.integer(VERSION);
    if (version > DatasetFolder.FORMAT_VERSION) {
      throw new DatasetException(
          json.file(),
          Text.format(
              "format version %d is newer than this reader (%d); upgrade ib-engine",
              version, DatasetFolder.FORMAT_VERSION));
    }
    if (version < 1) {
      throw json.damaged(VERSION, "must be at least 1, was " + version);
    }
    return (int) version;
  }

  static void writeVersion(JsonGenerator json, int version) throws IOException {
    json.writeNumberField(VERSION, version);
  }

  static Size3 size(JsonObject json, String field) {
    long[] parts = json.integers(field, 3);
    return new Size3(
        Math.toIntExact(parts[0]), Math.toIntExact(parts[1]), Math.toIntExact(parts[2]));
  }

  static Index3 index(JsonObject json, String field) {
    long[] parts = json.integers(field, 3);
    return new Index3(
        Math.toIntExact(parts[0]), Math.toIntExact(parts[1]), Math.toIntExact(parts[2]));
  }
}
