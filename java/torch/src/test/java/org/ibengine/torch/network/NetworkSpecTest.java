package org.ibengine.torch.network;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.stream.Stream;
import org.bytedeco.pytorch.global.torch;
import org.ibengine.torch.RequiresLibtorch;
import org.ibengine.volume.Size3;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/** Descriptions of networks, and what their networks refuse. */
@RequiresLibtorch
class NetworkSpecTest {
  private static Stream<NetworkSpec> specs() {
    return Stream.of(
        NetworkSpec.unet(3, 1),
        NetworkSpec.attentionUnet(1, 2).levels(List.of(4, 6, 8), List.of(1, 3)),
        NetworkSpec.unetr(2, 2, new Transformer(new Size3(48, 32, 16), 4, 48, 192, 4, 4)),
        NetworkSpec.iwUnet(2, 1));
  }

  @ParameterizedTest
  @MethodSource("specs")
  void aDescriptionSurvivesJson(NetworkSpec spec) {
    assertEquals(spec, NetworkSpec.fromJson(spec.toJson()));
  }

  @ParameterizedTest
  @MethodSource("specs")
  void theSmallestWindowGivesAsManyVoxels(NetworkSpec spec) {
    int edge = spec.windowMultiple();
    Size3 size = spec.fixedWindow().orElse(new Size3(2 * edge, edge, 3 * edge));
    try (Network network = Network.create(spec, 1)) {
      long[] shape = {2, spec.inputs(), size.z(), size.y(), size.x()};
      long[] found = network.logits(torch.ones(shape)).shape();
      assertEquals(
          List.of(2L, (long) spec.outputs(), shape[2], shape[3], shape[4]),
          java.util.Arrays.stream(found).boxed().toList());
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "[] | JSON object",
        "{} | needs its architecture",
        "{\"architecture\":\"vgg\"} | one of unet, attention-unet, unetr, iw-unet, was vgg",
        "{\"architecture\":\"iw-unet\",\"inputs\":1} | outputs of a network",
        "{\"architecture\":\"iw-unet\",\"inputs\":0,\"outputs\":1} | inputs must be",
        "{\"architecture\":\"iw-unet\",\"inputs\":1,\"outputs\":3} | outputs must be 1 or 2",
        "{\"architecture\":\"iw-unet\",\"inputs\":1,\"outputs\":1,\"depth\":3} | no depth",
        "{\"architecture\":\"iw-unet\",\"inputs\":1,\"outputs\":1,\"channels\":[2],\"strides\":[]} | fixed channels",
        "{\"architecture\":\"unet\",\"inputs\":1,\"outputs\":1,\"channels\":[2,4],\"strides\":[2,2]} | one stride fewer",
        "{\"architecture\":\"unet\",\"inputs\":1,\"outputs\":1,\"channels\":[2,4],\"strides\":[0]} | strides from 1 to 8",
        "{\"architecture\":\"unetr\",\"inputs\":1,\"outputs\":2,\"patchSize\":[16,16]} | [x, y, z]",
        "{\"architecture\":\"unetr\",\"inputs\":1,\"outputs\":2,\"patchSize\":[16,20,16],\"feature\":4,\"hidden\":8,\"mlp\":8,\"heads\":2,\"blocks\":4} | multiple of 16"
      })
  void aWrongDescriptionIsRefusedByWords(String json, String words) {
    String message =
        assertThrows(IllegalArgumentException.class, () -> NetworkSpec.fromJson(json)).getMessage();
    assertTrue(message.contains(words), message);
  }

  @Test
  void imagesThatANetworkCannotTakeAreRefused() {
    try (Network network =
        Network.create(NetworkSpec.unet(2, 2).levels(List.of(2, 3, 4), List.of(2, 2)), 1)) {
      String channels =
          assertThrows(
                  IllegalArgumentException.class, () -> network.logits(torch.ones(1, 1, 8, 8, 8)))
              .getMessage();
      assertTrue(channels.contains("2 modalities") && channels.contains("[1, 1, 8"), channels);
      String size =
          assertThrows(
                  IllegalArgumentException.class, () -> network.logits(torch.ones(1, 2, 8, 8, 6)))
              .getMessage();
      assertTrue(size.contains("multiple of 4") && size.contains("(6, 8, 8)"), size);
    }
  }

  @Test
  void equalSeedsGiveEqualWeightsAndOthersOthers() {
    try (Network first = Network.create(NetworkSpec.iwUnet(1, 1), 5);
        Network second = Network.create(NetworkSpec.iwUnet(1, 1), 5);
        Network third = Network.create(NetworkSpec.iwUnet(1, 1), 6)) {
      String name = "1.bridge.0.conv_path.0.layer.weight";
      assertTrue(first.parameters().get(name).equal(second.parameters().get(name)));
      assertTrue(!first.parameters().get(name).equal(third.parameters().get(name)));
    }
  }
}
