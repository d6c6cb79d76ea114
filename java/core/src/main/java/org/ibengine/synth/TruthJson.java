package org.ibengine.synth;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.util.DefaultIndenter;
import com.fasterxml.jackson.core.util.DefaultPrettyPrinter;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Locale;
import org.ibengine.label.Connectivity;
import org.ibengine.synth.PhantomTruth.TrueComponent;
import org.ibengine.synth.PhantomTruth.TrueLesion;
import org.ibengine.volume.Box;
import org.ibengine.volume.Index3;

/** {@code truth.json}: triples are (x, y, z) in voxels, boxes half-open. */
final class TruthJson {
  private static final ObjectMapper MAPPER = new ObjectMapper();

  private TruthJson() {}

  static byte[] encode(Phantom phantom) {
    PhantomOptions options = phantom.options();
    PhantomTruth truth = phantom.truth();
    ObjectNode root = MAPPER.createObjectNode().put("format", 1).put("seed", options.seed());
    root.putArray("size").add(options.size().x()).add(options.size().y()).add(options.size().z());
    root.putArray("spacingMm")
        .add(options.spacing().x())
        .add(options.spacing().y())
        .add(options.spacing().z());
    options.modalities().forEach(root.putArray("modalities")::add);
    root.put("type", options.type().name().toLowerCase(Locale.ROOT));
    root.put("foregroundVoxels", truth.foregroundVoxels());
    ObjectNode components = root.putObject("components");
    for (Connectivity connectivity : Connectivity.values()) {
      ObjectNode node = components.putObject(Integer.toString(connectivity.neighbours()));
      node.put("count", truth.components(connectivity).size());
      ArrayNode list = node.putArray("list");
      truth.components(connectivity).forEach(component -> put(list.addObject(), component));
    }
    ArrayNode lesions = root.putArray("lesions");
    truth.lesions().forEach(lesion -> put(lesions.addObject(), lesion));
    return toBytes(root);
  }

  private static void put(ObjectNode node, TrueComponent component) {
    node.put("id", component.id()).put("voxels", component.voxels());
    put(node.putArray("box"), component.box());
    component.lesions().forEach(node.putArray("lesions")::add);
  }

  private static void put(ObjectNode node, TrueLesion lesion) {
    node.put("id", lesion.id()).put("group", lesion.group());
    put(node.putArray("centre"), lesion.centre());
    node.put("voxels", lesion.voxels());
    put(node.putArray("box"), lesion.box());
    node.put("touches", lesion.touches());
  }

  private static void put(ArrayNode node, Box box) {
    put(node.addArray(), box.begin());
    put(node.addArray(), box.end());
  }

  private static void put(ArrayNode node, Index3 index) {
    node.add(index.x()).add(index.y()).add(index.z());
  }

  private static byte[] toBytes(ObjectNode root) {
    // "\n" whatever the platform: the same seed gives the same bytes.
    DefaultPrettyPrinter printer =
        new DefaultPrettyPrinter().withObjectIndenter(new DefaultIndenter("  ", "\n"));
    try {
      return MAPPER.writer(printer).writeValueAsBytes(root);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("a tree of plain values always becomes JSON", e);
    }
  }
}
