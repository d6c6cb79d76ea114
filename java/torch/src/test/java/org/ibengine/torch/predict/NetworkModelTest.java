package org.ibengine.torch.predict;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.nio.FloatBuffer;
import java.nio.file.Path;
import java.util.List;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;
import org.ibengine.Batch;
import org.ibengine.EngineOptions;
import org.ibengine.Epoch;
import org.ibengine.IbEngine;
import org.ibengine.conformance.TinyDataset;
import org.ibengine.index.Layout;
import org.ibengine.torch.RequiresLibtorch;
import org.ibengine.torch.network.Network;
import org.ibengine.torch.network.NetworkSpec;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@RequiresLibtorch
class NetworkModelTest {
  private static final int N = 8; // voxels along each axis
  private static final int VOXELS = N * N * N;

  @TempDir private static Path folder;
  private static Path dataset;

  @BeforeAll
  static void prepare() {
    dataset = TinyDataset.standard().prepare(folder, Layout.VOLUMES);
  }

  private static Network network() {
    return Network.create(NetworkSpec.unet(2, 2).levels(List.of(4, 8), List.of(2)), 5);
  }

  /** Both channels of a patch, flipped by plain loops. */
  private static float[] flipped(float[] values, boolean x, boolean y, boolean z) {
    float[] result = new float[values.length];
    for (int i = 0; i < values.length; i++) {
      int ix = i % N;
      int iy = i / N % N;
      int iz = i / N / N % N;
      int from = x ? N - 1 - ix : ix;
      from += N * (y ? N - 1 - iy : iy) + N * N * (z ? N - 1 - iz : iz);
      result[i] = values[i / VOXELS * VOXELS + from];
    }
    return result;
  }

  private static float[] floats(FloatBuffer buffer) {
    float[] values = new float[buffer.remaining()];
    buffer.get(values);
    return values;
  }

  @SuppressWarnings("try")
  private static float[] direct(Network network, float[] image) {
    try (PointerScope scope = new PointerScope()) {
      Tensor tensor = torch.tensor(image).view(1, 2, N, N, N);
      Tensor logits = network.logits(tensor).detach().contiguous();
      float[] values = new float[2 * VOXELS];
      logits.data_ptr_float().get(values);
      return values;
    }
  }

  @ParameterizedTest
  @CsvSource({"none", "x", "yz", "xyz"})
  void theMeanOfAllMirrorImagesTurnedBack(String text) {
    Flips flips = Flips.of(text);
    assertEquals(text, flips.label());
    EngineOptions options = EngineOptions.defaults().backend("cpu").patchSize(N, N, N).batchSize(1);
    try (IbEngine engine = IbEngine.open(dataset, options);
        Network network = network();
        NetworkModel model = new NetworkModel(network, flips);
        Epoch windows = engine.windows("a_1")) {
      for (int window = 0; window < 3; window++) {
        Batch batch = windows.next().keep();
        int bytes = (int) batch.image().sizeBytes();
        float[] image = floats(batch.image().bytes(0, bytes).asFloatBuffer());
        double[] sum = new double[2 * VOXELS];
        int images = 0;
        for (int chosen = 0; chosen < 8; chosen++) {
          boolean x = (chosen & 1) != 0;
          boolean y = (chosen & 2) != 0;
          boolean z = (chosen & 4) != 0;
          boolean wanted =
              (!x || text.contains("x"))
                  && (!y || text.contains("y"))
                  && (!z || text.contains("z"));
          if (wanted) {
            images++;
            float[] said = flipped(direct(network, flipped(image, x, y, z)), x, y, z);
            for (int i = 0; i < said.length; i++) {
              sum[i] += said[i];
            }
          }
        }
        float[] expected = new float[sum.length];
        for (int i = 0; i < sum.length; i++) {
          expected[i] = (float) (sum[i] / images);
        }
        float[] found = floats(model.logits(batch));
        assertArrayEquals(expected, found, 1e-5f);
      }
    }
  }

  @Test
  void flipsAreAlongAxesEachOnceAtMost() {
    assertEquals(List.of(0, 2), Flips.of("zx").axes());
    for (String wrong : List.of("", "w", "xx", "NONE", "x,y")) {
      assertThrows(IllegalArgumentException.class, () -> Flips.of(wrong), wrong);
    }
  }
}
