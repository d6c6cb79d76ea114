package org.ibengine;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import org.ibengine.augment.IntensityChange;
import org.ibengine.augment.Warping;
import org.ibengine.augment.Warping.Triple;
import org.ibengine.plan.Variation;

/** What transforms did to a patch, as JSON: nothing where they did nothing. */
public final class VariationJson {
  private static final JsonNodeFactory NODES = JsonNodeFactory.instance;

  private VariationJson() {}

  /** Adds {@code warp} and {@code changes}, each if there is something to tell. */
  public static void put(ObjectNode node, Variation variation) {
    if (!variation.warping().isNone()) {
      node.set("warp", warp(variation.warping()));
    }
    if (!variation.changes().isEmpty()) {
      ArrayNode modalities = node.putArray("changes");
      for (List<IntensityChange> changes : variation.changes()) {
        ArrayNode made = modalities.addArray();
        changes.forEach(change -> made.add(change(change)));
      }
    }
  }

  private static ObjectNode warp(Warping warping) {
    ObjectNode node = NODES.objectNode();
    if (warping.fixed() != null) {
      node.putArray("about")
          .add(warping.fixed().x())
          .add(warping.fixed().y())
          .add(warping.fixed().z());
    }
    if (!warping.degrees().equals(Triple.ZERO)) {
      node.set("degrees", numbers(warping.degrees()));
    }
    if (!warping.scale().equals(Triple.ONE)) {
      node.set("scale", numbers(warping.scale()));
    }
    Warping.Elastic elastic = warping.elastic();
    if (elastic != null) {
      node.putObject("elastic")
          .put("points", elastic.points())
          .put("seed", elastic.seed())
          .set("mm", numbers(elastic.millimetres()));
    }
    if (!warping.misalignments().isEmpty()) {
      ArrayNode modalities = node.putArray("misalign");
      for (Warping.Misalignment one : warping.misalignments()) {
        ObjectNode moved = modalities.addObject();
        moved.set("degrees", numbers(one.degrees()));
        moved.set("mm", numbers(one.millimetres()));
      }
    }
    return node;
  }

  /** Its name and its number; of noise the seed as well. */
  private static ObjectNode change(IntensityChange change) {
    ObjectNode node = NODES.objectNode();
    String name = change.transform().label();
    if (change instanceof IntensityChange.Noise noise) {
      return node.put(name, noise.sd()).put("seed", noise.seed());
    } else if (change instanceof IntensityChange.Blur blur) {
      node.set(name, numbers(blur.sigma()));
    } else if (change instanceof IntensityChange.Brightness brightness) {
      node.put(name, brightness.factor());
    } else if (change instanceof IntensityChange.Contrast contrast) {
      node.put(name, contrast.factor());
    } else if (change instanceof IntensityChange.LowResolution low) {
      node.set(name, numbers(low.scale()));
    } else if (change instanceof IntensityChange.Gamma gamma) {
      node.put(name, gamma.exponent());
    }
    return node;
  }

  private static ArrayNode numbers(Triple triple) {
    return NODES.arrayNode().add(triple.x()).add(triple.y()).add(triple.z());
  }
}
