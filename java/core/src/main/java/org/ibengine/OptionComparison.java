package org.ibengine;

import static java.util.Map.entry;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.TreeSet;
import org.ibengine.backend.Backends;
import org.ibengine.dataset.OpenedDataset;
import org.ibengine.intensity.IntensityChoice;
import org.ibengine.options.WeightChoice;
import org.ibengine.tensor.Device;
import org.ibengine.volume.Size3;

/** Compares options with those of an engine, see {@link OptionDifference#between}. */
final class OptionComparison {
  private static final int MOST_SHOWN = 80; // characters of a value
  private static final int SHOWN_BEFORE = 20; // of what is equal, where the beginning is cut
  private static final String FILE = "file";

  /** Options by their place in the JSON; nothing below these places is compared on its own. */
  private static final Map<String, String> NAMES =
      Map.ofEntries(
          entry("sampling.patchSize", "--patch-size"),
          entry("sampling.negativesPerPositive", "--ratio"),
          entry("sampling.repeats", "--repeats"),
          entry("sampling.placement", "--placement"),
          entry("sampling.augmentation", "--augment"),
          entry("sampling.balance", "--balance"),
          entry("sampling.evenBatches", "--even-batches"),
          entry("sampling.folds.fold", "--fold"),
          entry("sampling.folds.split", "--split"),
          entry("sampling.folds.subjects", "--subjects"),
          entry("sampling.folds.validationOfAll", "--validation-of-all"),
          entry("sampling.negatives.parts", "--negatives"),
          entry("sampling.negatives.minDistanceMm", "--min-distance"),
          entry("sampling.negatives.inside", "--inside"),
          entry("sampling.negatives.minBody", "--min-body"),
          entry("sampling.negatives.distances", "--distances"),
          entry("sampling.negatives.hard", "--hard"),
          entry("sampling.negatives.hardness", "--hardness"),
          entry("sampling.draws.sampler", "--sampler"),
          entry("sampling.draws.steps", "--steps"),
          entry("sampling.draws.positiveShare", "--positive-share"),
          entry("delivery.modalities", "--modalities"),
          entry("delivery.batchSize", "--batch-size"),
          entry("delivery.type", "--dtype"),
          entry("delivery.weights.kind", "--weights"),
          entry("delivery.weights.limits", "--weight-limits"),
          entry("delivery.weights.normalisation", "--weight-normalisation"),
          entry("delivery.instanceMaps", "--instance-maps"),
          entry("delivery.coordinates", "--coordinates"),
          entry("delivery.foregroundCounts", "--foreground-counts"),
          entry("delivery.normalisation", "--normalise"),
          entry("resources.backend", "--backend"),
          entry("resources.device", "--device"));

  private final IbEngine engine;

  OptionComparison(IbEngine engine) {
    this.engine = engine;
  }

  List<OptionDifference> with(EngineOptions options) {
    Map<String, JsonNode> wanted = leaves(options);
    Map<String, JsonNode> open = leaves(engine.options());
    putAlarms(options, wanted, open);
    putPlace(options, wanted, open);
    TreeSet<String> names = new TreeSet<>(wanted.keySet());
    names.addAll(open.keySet());
    List<OptionDifference> differences = new ArrayList<>();
    for (String name : names) {
      String here = String.valueOf(wanted.get(name));
      String there = String.valueOf(open.get(name));
      if (!here.equals(there)) {
        int from = cut(here, there);
        differences.add(new OptionDifference(name, shown(here, from), shown(there, from)));
      }
    }
    return differences;
  }

  /** A list of false alarms is what it says: of the same, the name is left out. */
  private void putAlarms(
      EngineOptions options, Map<String, JsonNode> wanted, Map<String, JsonNode> open) {
    if (wanted.get("--hard") instanceof ObjectNode here
        && open.get("--hard") instanceof ObjectNode there) {
      String digest = AlarmsDigest.of(options).orElseThrow();
      if (engine.alarms().equals(Optional.of(digest))) {
        here.remove(FILE);
        there.remove(FILE);
      } else {
        here.put("sha256", digest);
        there.put("sha256", engine.alarms().orElse(null));
      }
    }
  }

  /** Where batches lie. */
  private void putPlace(
      EngineOptions options, Map<String, JsonNode> wanted, Map<String, JsonNode> open) {
    String backend = options.resources().backend();
    if (!backend.equals(Backends.AUTO)) {
      wanted.put("--backend", text(backend));
      open.put("--backend", text(engine.backend()));
    }
    options
        .resources()
        .device()
        .ifPresent(
            number -> {
              Device device = engine.device();
              wanted.put("--device", JsonNodeFactory.instance.numberNode(number));
              open.put(
                  "--device",
                  device.kind() == Device.Kind.CPU
                      ? JsonNodeFactory.instance.nullNode()
                      : JsonNodeFactory.instance.numberNode(device.number()));
            });
  }

  private Map<String, JsonNode> leaves(EngineOptions options) {
    ObjectNode tree = spelledOut(options).toTree();
    Map<String, JsonNode> leaves = new TreeMap<>();
    flatten("sampling", tree.get("sampling"), leaves);
    flatten(
        "delivery",
        ((ObjectNode) tree.get("delivery")).without(List.of("rank", "worldSize")),
        leaves);
    leaves.put("--augment", text(options.sampling().augmentation().text()));
    leaves.put("--normalise", scales(options.delivery().normalisation()));
    if (leaves.get("--hard") instanceof ObjectNode hard) {
      hard.put(FILE, real(hard.get(FILE).textValue()));
    }
    return leaves;
  }

  private static void flatten(String path, JsonNode node, Map<String, JsonNode> leaves) {
    String name = NAMES.get(path);
    if (name == null && node.isObject()) {
      node.properties()
          .forEach(field -> flatten(path + "." + field.getKey(), field.getValue(), leaves));
    } else {
      leaves.put(name == null ? path : name, node);
    }
  }

  /** The same options with what the dataset decides where nothing was chosen. */
  private EngineOptions spelledOut(EngineOptions options) {
    EngineOptions all = options;
    OpenedDataset.Usual usual = engine.usual();
    if (options.sampling().patchSize().isEmpty()) {
      Size3 size = usual.patchSize();
      all = all.patchSize(size.x(), size.y(), size.z());
    }
    if (options.delivery().modalities().isEmpty()) {
      all = all.modalities(usual.modalities().toArray(String[]::new));
    }
    WeightChoice weights = options.delivery().weights();
    if (weights.rule().isPresent()) {
      all = all.weightLimits(weights.rule().get().min(), weights.rule().get().max());
    }
    return all;
  }

  private JsonNode scales(IntensityChoice choice) {
    ObjectNode scales = JsonNodeFactory.instance.objectNode();
    engine.modalities().forEach(name -> scales.put(name, choice.of(name).text()));
    return scales;
  }

  private static JsonNode text(String value) {
    return JsonNodeFactory.instance.textNode(value);
  }

  private static String real(String file) {
    try {
      return Path.of(file).toRealPath().toString();
    } catch (IOException e) { // what is gone is called as it was
      return Path.of(file).toAbsolutePath().normalize().toString();
    }
  }

  /** Where to begin showing two long values, so that the first difference is seen. */
  private static int cut(String one, String other) {
    int equal = 0;
    while (equal < Math.min(one.length(), other.length())
        && one.charAt(equal) == other.charAt(equal)) {
      equal++;
    }
    return equal < MOST_SHOWN - SHOWN_BEFORE ? 0 : equal - SHOWN_BEFORE;
  }

  private static String shown(String text, int from) {
    int to = Math.min(text.length(), from + MOST_SHOWN);
    return (from > 0 ? "…" : "")
        + text.substring(Math.min(from, to), to)
        + (to < text.length() ? "…" : "");
  }
}
