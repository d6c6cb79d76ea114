package org.ibengine.torch.network;

import static org.bytedeco.pytorch.global.torch.cat;

import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorVector;
import org.ibengine.torch.memory.TensorScope;

/** MONAI's Attention U-Net: what comes from below gates what is passed beside it. */
final class AttentionUNet {
  private final NetworkSpec spec;

  private AttentionUNet(NetworkSpec spec) {
    this.spec = spec;
  }

  static Layer make(NetworkSpec spec, Layers at) {
    int first = spec.channels().get(0);
    Layers model = at.at("model");
    Layer head = block(new Kernel(spec.inputs(), first, 3, 1, true), model.at(0));
    Layer body = new AttentionUNet(spec).level(0, model.at(1));
    return head.then(body)
        .then(model.at(2).at("conv").convolution(Kernel.point(first, spec.outputs())));
  }

  private Layer level(int number, Layers at) {
    int width = spec.channels().get(number);
    int wider = spec.channels().get(number + 1);
    Kernel down = Kernel.of(width, wider).stride(spec.strides().get(number));
    Gate gate = Gate.make(width, at.at("attention"));
    Layer up = up(new Kernel(wider, width, 3, down.stride(), true), at.at("upconv").at("up"));
    Layer merge = merge(width, at.at("merge"));
    Layers belowAt = at.at("submodule");
    boolean last = number == spec.strides().size() - 1;
    Layer below =
        last
            ? block(down, belowAt)
            : block(down, belowAt.at(0)).then(level(number + 1, belowAt.at(1)));
    Layer signal = below.then(up);
    Layer passed =
        x ->
            TensorScope.result(
                () -> {
                  Tensor gating = signal.apply(x);
                  return cat(new TensorVector(gate.apply(gating, x), gating), 1);
                });
    return passed.then(merge);
  }

  /** Two convolutions; the first one strides. */
  private static Layer block(Kernel first, Layers at) {
    Layers conv = at.at("conv");
    Kernel second = Kernel.of(first.out(), first.out());
    return normalised(conv.at(0).at("conv").convolution(first), first.out(), conv.at(0))
        .then(normalised(conv.at(1).at("conv").convolution(second), first.out(), conv.at(1)));
  }

  private static Layer up(Kernel kernel, Layers at) {
    return normalised(at.at("conv").transposed(kernel), kernel.out(), at);
  }

  private static Layer normalised(Layer convolution, int channels, Layers at) {
    return convolution.then(at.at("adn").at("N").batchNorm(channels)).then(Layers.relu());
  }

  private static Layer merge(int width, Layers at) {
    return at.at("conv")
        .convolution(Kernel.of(2 * width, width))
        .then(at.instanceNorm())
        .then(at.at("adn").at("A").prelu());
  }

  /** How much of each voxel is passed on. */
  private record Gate(Layer ofSignal, Layer ofPassed, Layer opening) {
    static Gate make(int width, Layers at) {
      int inside = width / 2;
      return new Gate(
          point(width, inside, at.at("W_g")),
          point(width, inside, at.at("W_x")),
          point(inside, 1, at.at("psi")));
    }

    private static Layer point(int in, int out, Layers at) {
      return at.at(0).at("conv").convolution(Kernel.point(in, out)).then(at.at(1).batchNorm(out));
    }

    Tensor apply(Tensor signal, Tensor passed) {
      return TensorScope.result(
          () -> {
            Tensor both = ofSignal.apply(signal).add(ofPassed.apply(passed)).relu();
            return passed.mul(opening.apply(both).sigmoid());
          });
    }
  }
}
