package org.ibengine.train.study;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * What results of a study depend on, besides the data.
 *
 * @param networks names, in their order
 * @param sizes of cubic patches, in voxels
 * @param runs of each network and size
 * @param sampler published or ib
 * @param batchSize patches per step
 * @param seed of the first run; that of the next is one more
 * @param shape options of {@code ib train} that say how large networks are, by name of the network
 * @param data options of {@code ib train} about what is held out and how values are normalised
 */
record StudySettings(
    List<String> networks,
    List<Integer> sizes,
    int runs,
    Sampling sampler,
    int epochs,
    int batchSize,
    long seed,
    NetworkShape shape,
    List<String> data) {
  /** How patches are drawn. */
  enum Sampling {
    PUBLISHED,
    IB;

    String label() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  /**
   * What of the networks is not as usual.
   *
   * @param channels of U-Net and Attention U-Net, as {@code --channels} has them; empty: as usual
   * @param transformer of UNETR, as {@code --transformer} has it; empty: as usual
   */
  record NetworkShape(String channels, String transformer) {
    List<String> options(String network) {
      if (network.equals("unetr")) {
        return transformer.isEmpty() ? List.of() : List.of("--transformer", transformer);
      }
      return channels.isEmpty() ? List.of() : List.of("--channels", channels);
    }
  }

  StudySettings {
    networks = List.copyOf(networks);
    sizes = List.copyOf(sizes);
    data = List.copyOf(data);
  }

  /** Every run: all networks and sizes once, then again. */
  List<StudyItem> items() {
    List<StudyItem> items = new ArrayList<>();
    for (int run = 1; run <= runs; run++) {
      for (int size : sizes) {
        for (String network : networks) {
          items.add(new StudyItem(network, size, run));
        }
      }
    }
    return items;
  }

  long seed(StudyItem item) {
    return seed + item.number() - 1;
  }

  /** What must be the same when a run goes on. */
  ObjectNode json(StudyItem item) {
    ObjectNode json = new ObjectMapper().createObjectNode();
    json.put("network", item.network()).put("size", item.size()).put("run", item.number());
    json.put("seed", seed(item)).put("sampler", sampler.label());
    json.put("epochs", epochs).put("batchSize", batchSize);
    ArrayNode options = json.putArray("options");
    shape.options(item.network()).forEach(options::add);
    data.forEach(options::add);
    return json;
  }

  /** What a run was begun with that these settings have otherwise; empty if nothing. */
  List<String> changed(StudyItem item, JsonNode before) {
    List<String> changed = new ArrayList<>();
    json(item)
        .properties()
        .forEach(
            field -> {
              JsonNode was = before.path(field.getKey());
              if (!was.toString().equals(field.getValue().toString())) {
                changed.add(field.getKey() + " was " + was + ", is " + field.getValue());
              }
            });
    return changed;
  }
}
