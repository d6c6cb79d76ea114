package org.ibengine.options;

import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.ibengine.backend.WeightKind;
import org.ibengine.backend.WeightNormalisation;
import org.ibengine.intensity.IntensityChoice;
import org.ibengine.intensity.IntensityScale;
import org.ibengine.options.WeightChoice.Limits;
import org.ibengine.tensor.ElementType;

/** What a batch holds, as JSON. */
final class DeliveryJson {
  private static final List<JsonOption<WeightChoice>> WEIGHTS =
      List.of(
          new JsonOption<>(
              "kind",
              w -> w.kind().map(JsonValue::label).orElse(null),
              (w, v) -> w.of(v.optional(kind -> kind.choice(WeightKind.class)).orElse(null))),
          new JsonOption<>(
              "limits",
              w -> w.limits().map(within -> List.of(within.min(), within.max())).orElse(null),
              (w, v) -> w.limited(v.optional(DeliveryJson::limits))),
          new JsonOption<>(
              "normalisation",
              w -> JsonValue.label(w.normalisation()),
              (w, v) -> w.normalised(v.choice(WeightNormalisation.class))));

  private static final List<JsonOption<IntensityChoice>> SCALES =
      List.of(
          new JsonOption<>(
              "others", c -> c.others().text(), (c, v) -> c.others(IntensityScale.parse(v.text()))),
          new JsonOption<>(
              "modalities", DeliveryJson::written, (c, v) -> byModality(c.others(), v)));

  /** The world size comes first: a rank is one of it. */
  static final List<JsonOption<Delivery>> OPTIONS =
      List.of(
          new JsonOption<>("modalities", Delivery::modalities, (d, v) -> d.modalities(v.texts())),
          new JsonOption<>("batchSize", Delivery::batchSize, (d, v) -> d.batchSize(v.integer())),
          new JsonOption<>(
              "worldSize", Delivery::worldSize, (d, v) -> d.rank(d.rank(), v.integer())),
          new JsonOption<>("rank", Delivery::rank, (d, v) -> d.rank(v.integer(), d.worldSize())),
          new JsonOption<>(
              "type",
              d -> JsonValue.label(d.type()),
              (d, v) -> d.type(v.choice(ElementType.class))),
          new JsonOption<>(
              "weights",
              d -> JsonOption.write(WEIGHTS, d.weights()),
              (d, v) -> d.weights(JsonOption.read(WEIGHTS, v, d.weights()))),
          new JsonOption<>(
              "instanceMaps", Delivery::instanceMaps, (d, v) -> d.instanceMaps(v.flag())),
          new JsonOption<>("coordinates", Delivery::coordinates, (d, v) -> d.coordinates(v.flag())),
          new JsonOption<>(
              "foregroundCounts",
              Delivery::foregroundCounts,
              (d, v) -> d.foregroundCounts(v.flag())),
          new JsonOption<>(
              "normalisation",
              d -> JsonOption.write(SCALES, d.normalisation()),
              (d, v) -> d.normalisation(JsonOption.read(SCALES, v, d.normalisation()))));

  private DeliveryJson() {}

  private static Map<String, String> written(IntensityChoice scales) {
    Map<String, String> texts = new TreeMap<>();
    scales.byModality().forEach((modality, scale) -> texts.put(modality, scale.text()));
    return texts;
  }

  private static IntensityChoice byModality(IntensityScale others, JsonValue value) {
    IntensityChoice scales = IntensityChoice.PREPARED.others(others);
    for (Map.Entry<String, JsonValue> one : value.entries().entrySet()) {
      scales = scales.with(one.getKey(), IntensityScale.parse(one.getValue().text()));
    }
    return scales;
  }

  private static Limits limits(JsonValue value) {
    List<JsonValue> ends = value.items(2);
    return new Limits(ends.get(0).number(), ends.get(1).numberOrInfinity());
  }
}
