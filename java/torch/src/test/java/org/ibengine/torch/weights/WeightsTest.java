package org.ibengine.torch.weights;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;
import org.bytedeco.pytorch.global.torch.ScalarType;
import org.ibengine.error.DatasetException;
import org.ibengine.torch.RequiresLibtorch;
import org.ibengine.torch.network.Network;
import org.ibengine.torch.network.NetworkSpec;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Weights of networks, to files and back. */
@RequiresLibtorch
class WeightsTest {
  private static final NetworkSpec SMALL =
      NetworkSpec.unet(1, 2).levels(List.of(2, 3, 4), List.of(2, 2));

  @TempDir private Path folder;

  @Test
  void aNetworkThatIsReadComputesWhatTheWrittenOneDid() {
    Tensor image = torch.arange(new org.bytedeco.pytorch.Scalar(512f)).reshape(1, 1, 8, 8, 8);
    Path file = folder.resolve("w.safetensors");
    try (Network first = Network.create(SMALL, 1);
        Network second = Network.create(SMALL, 2)) {
      first.training(true).logits(image.div(new org.bytedeco.pytorch.Scalar(512f)));
      first.training(false);
      assertFalse(first.logits(image).equal(second.logits(image)));
      Weights.save(first, file);
      Weights.load(second, file);
      assertTrue(first.logits(image).equal(second.logits(image)));
      assertEquals(
          1, second.buffers().get("model.0.conv.unit0.adn.N.num_batches_tracked").item_long());
    }
    try (TensorFile read = TensorFile.read(file)) {
      assertEquals(SMALL, NetworkSpec.fromJson(read.metadata().get("network")));
    }
  }

  @Test
  void float64AndFloat16AreConverted() {
    Path file = folder.resolve("w.safetensors");
    try (Network first = Network.create(SMALL, 1);
        Network second = Network.create(SMALL, 2)) {
      Map<String, Tensor> tensors = new HashMap<>(first.tensors());
      tensors.replaceAll((name, tensor) -> tensor.to(ScalarType.Double));
      TensorFile.write(file, tensors, Map.of());
      Weights.load(second, file);
      first
          .tensors()
          .forEach((name, tensor) -> assertTrue(tensor.equal(second.tensors().get(name)), name));
      tensors.replaceAll((name, tensor) -> tensor.to(ScalarType.Half));
      TensorFile.write(file, tensors, Map.of());
      Weights.load(second, file);
      String name = "model.0.residual.weight";
      Tensor rounded = first.tensors().get(name).to(ScalarType.Half).to(ScalarType.Float);
      assertTrue(rounded.equal(second.tensors().get(name)));
    }
  }

  @Test
  void weightsOfAnotherNetworkAreNamedAndChangeNothing() {
    Path file = folder.resolve("w.safetensors");
    try (Network other =
            Network.create(NetworkSpec.unet(2, 2).levels(List.of(2, 3), List.of(2)), 1);
        Network network = Network.create(SMALL, 2)) {
      Weights.save(other, file);
      Tensor before = network.parameters().get("model.0.residual.bias").clone();
      String message =
          assertThrows(DatasetException.class, () -> Weights.load(network, file)).getMessage();
      assertTrue(message.contains("missing"), message);
      assertTrue(message.contains("unknown"), message);
      assertTrue(message.contains("[2, 2, 3, 3, 3] instead of [2, 1, 3, 3, 3]"), message);
      assertTrue(before.equal(network.parameters().get("model.0.residual.bias")));
    }
  }
}
