package org.ibengine.options;

import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.Set;
import java.util.TreeMap;
import org.ibengine.dataset.FoldChoice;
import org.ibengine.dataset.Split;
import org.ibengine.plan.Balance;
import org.ibengine.plan.Draws;
import org.ibengine.plan.FalseAlarms;
import org.ibengine.plan.Inside;
import org.ibengine.plan.NegativePart;
import org.ibengine.plan.Negatives;
import org.ibengine.plan.Placement;
import org.ibengine.plan.Sampler;
import org.ibengine.volume.Size3;

/** What is drawn, as JSON. */
final class SamplingJson {
  private static final List<JsonOption<FoldChoice>> FOLDS =
      List.of(
          new JsonOption<>(
              "fold",
              f -> f.fold().map(SamplingJson::written).orElse(null),
              (f, v) ->
                  v.optional(SamplingJson::fold).map(k -> f.fold(k.number(), k.of())).orElse(f)),
          new JsonOption<>(
              "split",
              f -> f.split().map(SamplingJson::written).orElse(null),
              (f, v) -> f.split(v.optional(SamplingJson::split).orElse(null))),
          new JsonOption<>(
              "subjects", f -> new TreeMap<>(f.subjects()), (f, v) -> f.subjects(subjects(v))),
          new JsonOption<>(
              "validationOfAll",
              FoldChoice::validationOfAll,
              (f, v) -> f.validationOfAll(v.flag())));

  private static final List<JsonOption<Negatives>> NEGATIVES =
      List.of(
          new JsonOption<>(
              "parts",
              n -> n.parts().stream().map(NegativePart::text).toList(),
              (n, v) -> n.parts(Negatives.parse(String.join(",", v.texts())).parts())),
          new JsonOption<>(
              "minDistanceMm", Negatives::minDistanceMm, (n, v) -> n.minDistanceMm(v.number())),
          new JsonOption<>(
              "inside",
              n -> n.inside().stream().map(Inside::text).toList(),
              (n, v) -> n.inside(v.texts().stream().map(Inside::parse).toList())),
          new JsonOption<>(
              "minBody",
              n -> n.minBody().isPresent() ? n.minBody().getAsDouble() : null,
              (n, v) ->
                  v.optional(JsonValue::number)
                      .map(n::minBody)
                      .orElse(n.minBody(OptionalDouble.empty()))),
          new JsonOption<>("distances", Negatives::distances, (n, v) -> n.distances(v.flag())),
          new JsonOption<>(
              "hard",
              n -> n.alarms().map(SamplingJson::written).orElse(null),
              (n, v) -> n.alarms(v.optional(SamplingJson::alarms))),
          new JsonOption<>("hardness", Negatives::hardness, (n, v) -> n.hardness(v.number())));

  private static final List<JsonOption<Draws>> DRAWS =
      List.of(
          new JsonOption<>(
              "sampler",
              d -> JsonValue.label(d.sampler()),
              (d, v) -> d.sampler(v.choice(Sampler.class))),
          new JsonOption<>(
              "steps",
              d -> d.steps().isPresent() ? d.steps().getAsInt() : null,
              (d, v) ->
                  v.optional(JsonValue::integer)
                      .map(d::steps)
                      .orElse(d.steps(OptionalInt.empty()))),
          new JsonOption<>(
              "positiveShare", Draws::positiveShare, (d, v) -> d.positiveShare(v.number())));

  static final List<JsonOption<Sampling>> OPTIONS =
      List.of(
          new JsonOption<>(
              "patchSize",
              s -> s.patchSize().map(p -> List.of(p.x(), p.y(), p.z())).orElse(null),
              (s, v) -> s.patchSize(v.optional(SamplingJson::size))),
          new JsonOption<>(
              "negativesPerPositive",
              Sampling::negativesPerPositive,
              (s, v) -> s.negativesPerPositive(v.number())),
          new JsonOption<>("repeats", Sampling::repeats, (s, v) -> s.repeats(v.integer())),
          new JsonOption<>(
              "placement",
              s -> JsonValue.label(s.placement()),
              (s, v) -> s.placement(v.choice(Placement.class))),
          new JsonOption<>(
              "augmentation",
              s -> AugmentationJson.written(s.augmentation()),
              (s, v) -> s.augmentation(AugmentationJson.read(v))),
          new JsonOption<>("balance", s -> written(s.balance()), (s, v) -> s.balance(balance(v))),
          new JsonOption<>("evenBatches", Sampling::evenBatches, (s, v) -> s.evenBatches(v.flag())),
          new JsonOption<>(
              "folds",
              s -> JsonOption.write(FOLDS, s.folds()),
              (s, v) -> s.folds(JsonOption.read(FOLDS, v, s.folds()))),
          new JsonOption<>(
              "negatives",
              s -> JsonOption.write(NEGATIVES, s.negatives()),
              (s, v) -> s.negatives(JsonOption.read(NEGATIVES, v, s.negatives()))),
          new JsonOption<>(
              "draws",
              s -> JsonOption.write(DRAWS, s.draws()),
              (s, v) -> s.draws(JsonOption.read(DRAWS, v, s.draws()))));

  private SamplingJson() {}

  private static Map<String, Object> written(FalseAlarms alarms) {
    Map<String, Object> fields = new LinkedHashMap<>();
    fields.put("file", alarms.file());
    fields.put("order", alarms.order().label());
    return fields;
  }

  private static FalseAlarms alarms(JsonValue value) {
    List<JsonValue> fields = value.fields("file", "order");
    return new FalseAlarms(fields.get(0).text(), fields.get(1).choice(FalseAlarms.Order.class));
  }

  private static Size3 size(JsonValue value) {
    List<Integer> axes = value.items(3).stream().map(JsonValue::integer).toList();
    return OptionRules.patchSize(axes.get(0), axes.get(1), axes.get(2));
  }

  private static Map<String, Object> written(Balance balance) {
    Map<String, Object> fields = new LinkedHashMap<>();
    fields.put("kind", JsonValue.label(balance.kind()));
    fields.put("exponent", balance.exponent());
    return fields;
  }

  private static Balance balance(JsonValue value) {
    List<JsonValue> fields = value.fields("kind", "exponent");
    return new Balance(fields.get(0).choice(Balance.Kind.class), fields.get(1).number());
  }

  private static Map<String, Object> written(FoldChoice.Fold fold) {
    Map<String, Object> fields = new LinkedHashMap<>();
    fields.put("number", fold.number());
    fields.put("of", fold.of());
    return fields;
  }

  private static FoldChoice.Fold fold(JsonValue value) {
    List<JsonValue> fields = value.fields("number", "of");
    return new FoldChoice.Fold(fields.get(0).integer(), fields.get(1).integer());
  }

  private static Map<String, Object> written(Split split) {
    Map<String, Object> fields = new LinkedHashMap<>();
    fields.put("train", split.train());
    fields.put("validation", split.validation());
    fields.put("test", split.test());
    return fields;
  }

  private static Split split(JsonValue value) {
    List<JsonValue> lists = value.fields("train", "validation", "test");
    return new Split(names(lists.get(0)), names(lists.get(1)), names(lists.get(2)));
  }

  private static Set<String> names(JsonValue list) {
    Set<String> names = new LinkedHashSet<>();
    for (JsonValue name : list.items()) {
      if (!names.add(name.text())) {
        throw name.refused("must not be in the list twice");
      }
    }
    return names;
  }

  private static Map<String, String> subjects(JsonValue value) {
    Map<String, String> subjects = new HashMap<>();
    value.entries().forEach((name, subject) -> subjects.put(name, subject.text()));
    return subjects;
  }
}
