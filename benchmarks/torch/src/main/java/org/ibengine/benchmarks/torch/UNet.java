package org.ibengine.benchmarks.torch;

import java.util.ArrayList;
import java.util.List;
import org.bytedeco.pytorch.LongArrayRef;
import org.bytedeco.pytorch.LongVector;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorOptional;
import org.bytedeco.pytorch.TensorVector;
import org.bytedeco.pytorch.global.torch;

/**
 * A small 3D U-Net: two poolings, two 3×3×3 convolutions a level with group normalisation, one
 * logit a voxel. Patch sizes must be divisible by 4. Its weights are drawn from libtorch's
 * generator, so a seed set before fixes them.
 */
final class UNet {
  private static final int NORM_GROUPS = 4;
  private static final long[] ONE = {1, 1, 1};

  private final List<Convolution> down = new ArrayList<>();
  private final List<Convolution> up = new ArrayList<>();
  private final Convolution head;

  /** One layer. */
  private record Convolution(Tensor weight, Tensor bias, long[] padding) {
    static Convolution of(int in, int out, int size) {
      double deviation = Math.sqrt(2.0 / (in * size * size * size));
      Tensor weight = torch.randn(out, in, size, size, size).mul(new Scalar(deviation)).detach();
      int padding = size / 2;
      return new Convolution(
          kept(weight), kept(torch.zeros(out)), new long[] {padding, padding, padding});
    }

    /** Outlives the caller's scope: lives as long as the network. */
    private static Tensor kept(Tensor parameter) {
      parameter.retainReference();
      parameter.set_requires_grad(true);
      return parameter;
    }

    Tensor apply(Tensor values) {
      return torch.conv3d(values, weight, new TensorOptional(bias), ONE, padding, ONE, 1);
    }
  }

  /**
   * @param modalities channels that come in
   * @param width channels of the first level, divisible by 4; doubled on each level below
   */
  UNet(int modalities, int width) {
    int second = 2 * width;
    int third = 4 * width;
    addPair(down, modalities, width);
    addPair(down, width, second);
    addPair(down, second, third);
    addPair(up, third + second, second);
    addPair(up, second + width, width);
    head = Convolution.of(width, 1, 1);
  }

  private static void addPair(List<Convolution> layers, int in, int out) {
    layers.add(Convolution.of(in, out, 3));
    layers.add(Convolution.of(out, out, 3));
  }

  /** For an optimiser. */
  TensorVector parameters() {
    List<Tensor> all = new ArrayList<>();
    for (List<Convolution> layers : List.of(down, up, List.of(head))) {
      for (Convolution layer : layers) {
        all.add(layer.weight());
        all.add(layer.bias());
      }
    }
    return new TensorVector(all.toArray(Tensor[]::new));
  }

  /** Logits, shape (batch, 1, Z, Y, X), of an image (batch, modalities, Z, Y, X). */
  Tensor logits(Tensor image) {
    Tensor first = pair(down, 0, image);
    Tensor second = pair(down, 2, torch.max_pool3d(first, 2, 2, 2));
    Tensor third = pair(down, 4, torch.max_pool3d(second, 2, 2, 2));
    Tensor middle = pair(up, 0, beside(third, second));
    return head.apply(pair(up, 2, beside(middle, first)));
  }

  private static Tensor pair(List<Convolution> layers, int at, Tensor values) {
    return rectified(layers.get(at + 1).apply(rectified(layers.get(at).apply(values))));
  }

  private static Tensor rectified(Tensor values) {
    return torch.leaky_relu(torch.group_norm(values, NORM_GROUPS));
  }

  /** {@code low} grown to the size of {@code high}, and {@code high}, as channels. */
  private static Tensor beside(Tensor low, Tensor high) {
    long[] size = {high.size(2), high.size(3), high.size(4)};
    Tensor grown = torch.upsample_nearest3d(low, new LongArrayRef(new LongVector(size)));
    return torch.cat(new TensorVector(grown, high), 1);
  }
}
