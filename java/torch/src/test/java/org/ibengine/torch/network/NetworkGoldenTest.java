package org.ibengine.torch.network;

import static org.junit.jupiter.api.Assertions.assertEquals;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorVector;
import org.bytedeco.pytorch.global.torch;
import org.bytedeco.pytorch.global.torch.ScalarType;
import org.ibengine.tensor.Device;
import org.ibengine.torch.RequiresLibtorch;
import org.ibengine.torch.loss.Foreground;
import org.ibengine.torch.loss.SoftmaxDice;
import org.ibengine.volume.Size3;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Networks against what MONAI 0.9.1 and deep_pipe computed in float64, to 1e-9. */
@RequiresLibtorch
class NetworkGoldenTest {
  private static final double DIGITS = 1e-9;

  private static NetworkSpec spec(String name, int size) {
    return switch (name) {
      case "unet" -> NetworkSpec.unet(1, 2);
      case "attention_unet" -> NetworkSpec.attentionUnet(1, 2);
      case "unetr_32" -> NetworkSpec.unetr(1, 2, Transformer.usual(new Size3(size, size, size)));
      case "iw_unet" -> NetworkSpec.iwUnet(1, 1);
      default -> throw new IllegalArgumentException(name);
    };
  }

  private static JsonNode json(String file) throws IOException {
    return new ObjectMapper().readTree(Formula.resource(file));
  }

  private static Network filled(String name, int size) throws IOException {
    Network network = Network.create(spec(name, size), 0, Device.CPU, ScalarType.Double);
    Formula.fill(network, Formula.rows("layers_" + name + ".txt"));
    return network;
  }

  private static void assertClose(double expected, double found, String what) {
    assertEquals(expected, found, DIGITS * Math.max(1, Math.abs(expected)), what);
  }

  @ParameterizedTest
  @CsvSource({"unet", "attention_unet", "unetr_32", "iw_unet"})
  void everyTensorHasItsNameItsShapeAndItsPlace(String name) throws IOException {
    try (Network network = Network.create(spec(name, 32), 0)) {
      List<String> found = new ArrayList<>();
      network
          .parameters()
          .forEach(
              (key, tensor) -> {
                List<String> extents = new ArrayList<>();
                for (long extent : tensor.shape()) {
                  extents.add(Long.toString(extent));
                }
                found.add(key + " " + String.join("x", extents));
              });
      List<String> expected =
          Formula.rows("layers_" + name + ".txt").stream()
              .map(row -> row.name() + " " + row.extents())
              .toList();
      assertEquals(String.join("\n", expected), String.join("\n", found));
    }
  }

  @ParameterizedTest
  @CsvSource({
    "unet, false",
    "unet, true",
    "attention_unet, false",
    "attention_unet, true",
    "unetr_32, false",
    "unetr_32, true"
  })
  void outputsLossAndGradientsAreMonais(String name, boolean training) throws IOException {
    JsonNode expected = json("networks.json").at("/check/" + name);
    JsonNode mode = expected.get(training ? "train" : "eval");
    int size = expected.get("size").intValue();
    try (Network network = filled(name, size)) {
      network.training(training);
      Tensor logits = network.logits(Formula.image(size));
      probe(mode.get("probes_zyx"), logits);
      for (int c = 0; c < 2; c++) {
        double sum = logits.select(1, c).sum().item_double();
        assertClose(mode.at("/logit_sums/" + c).doubleValue(), sum, "sum of class " + c);
      }
      Tensor loss = new SoftmaxDice().of(Foreground.logit(logits), Formula.target(size));
      assertClose(mode.get("loss").doubleValue(), loss.item_double(), "loss");
      gradients(mode, network, loss);
    }
  }

  private static void gradients(JsonNode mode, Network network, Tensor loss) {
    Tensor[] parameters = network.parameters().values().toArray(Tensor[]::new);
    TensorVector found = torch.grad(new TensorVector(loss), new TensorVector(parameters));
    double squares = 0;
    for (long i = 0; i < found.size(); i++) {
      squares += found.get(i).square().sum().item_double();
    }
    // The file has nine digits.
    double all = mode.get("gradient_norm_all").doubleValue();
    assertEquals(all, Math.sqrt(squares), 1e-8 * all);
    double first = mode.at("/gradient_norm_first_and_last/0").doubleValue();
    assertEquals(first, found.get(0).norm().item_double(), 1e-8 * first);
    double last = mode.at("/gradient_norm_first_and_last/1").doubleValue();
    assertEquals(last, found.get(found.size() - 1).norm().item_double(), 1e-8 * last);
  }

  private static void probe(JsonNode probes, Tensor logits) {
    for (JsonNode probe : probes) {
      JsonNode at = probe.get(0);
      Tensor voxel =
          logits
              .select(4, at.get(2).longValue())
              .select(3, at.get(1).longValue())
              .select(2, at.get(0).longValue())
              .flatten();
      JsonNode values = probe.get(1);
      for (int c = 0; c < voxel.size(0); c++) {
        double expected = values.isArray() ? values.get(c).doubleValue() : values.doubleValue();
        assertClose(expected, voxel.select(0, c).item_double(), "at " + at + " of class " + c);
      }
    }
  }

  @ParameterizedTest
  @CsvSource({"false", "true"})
  void outputsOfInverseWeightingAreDeepPipes(boolean training) throws IOException {
    JsonNode expected = json("iw_unet.json");
    JsonNode mode = expected.get(training ? "train" : "eval");
    try (Network network = filled("iw_unet", 16)) {
      Tensor logits = network.training(training).logits(Formula.image(16));
      probe(mode.get("probes_zyx"), logits);
      assertClose(mode.get("sum").doubleValue(), logits.sum().item_double(), "sum");
    }
  }

  @Test
  void parametersAreAsManyAsPublished() throws IOException {
    assertEquals(4_808_917, count(NetworkSpec.unet(1, 2)));
    assertEquals(5_909_130, count(NetworkSpec.attentionUnet(1, 2)));
    assertEquals(11_074_306, count(NetworkSpec.iwUnet(1, 1)));
    List<Integer> channels = List.of(8, 16, 32);
    assertEquals(71_493, count(NetworkSpec.unet(1, 2).levels(channels, List.of(2, 2))));
    assertEquals(89_206, count(NetworkSpec.attentionUnet(1, 2).levels(channels, List.of(2, 2))));
    for (Map.Entry<String, JsonNode> entry : json("networks.json").get("parameters").properties()) {
      if (entry.getKey().startsWith("unetr_") || entry.getKey().startsWith("tiny_unetr_")) {
        boolean tiny = entry.getKey().startsWith("tiny");
        int size = Integer.parseInt(entry.getKey().replaceAll("^(tiny_)?unetr_(\\d+).*$", "$2"));
        Size3 cube = new Size3(size, size, size);
        Transformer shape =
            tiny ? new Transformer(cube, 4, 48, 192, 4, 12) : Transformer.usual(cube);
        assertEquals(
            entry.getValue().longValue(), count(NetworkSpec.unetr(1, 2, shape)), entry.getKey());
      }
    }
  }

  @SuppressWarnings("try") // a scope works by being there
  private static long count(NetworkSpec spec) {
    try (PointerScope scope = new PointerScope();
        Network network = Network.create(spec, 0)) {
      return network.parameterCount();
    }
  }
}
