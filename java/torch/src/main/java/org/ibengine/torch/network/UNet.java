package org.ibengine.torch.network;

import static org.bytedeco.pytorch.global.torch.cat;

import java.util.List;
import org.bytedeco.pytorch.TensorVector;
import org.ibengine.torch.memory.TensorScope;

/** MONAI's U-Net with two residual units per level, batch normalisation and PReLU. */
final class UNet {
  private final NetworkSpec spec;

  private UNet(NetworkSpec spec) {
    this.spec = spec;
  }

  static Layer make(NetworkSpec spec, Layers at) {
    return new UNet(spec).level(0, spec.inputs(), spec.outputs(), at.at("model"));
  }

  /** The units of a level, what lies below it, and the way up from there. */
  private Layer level(int number, int in, int out, Layers at) {
    List<Integer> channels = spec.channels();
    int width = channels.get(number);
    int stride = spec.strides().get(number);
    boolean top = number == 0;
    boolean last = number == spec.strides().size() - 1;
    Layer down = residual(in, width, stride, at.at(0));
    int belowWidth = last ? channels.get(number + 1) : width;
    Layers belowAt = at.at(1).at("submodule");
    Layer below =
        last ? residual(width, belowWidth, 1, belowAt) : level(number + 1, width, width, belowAt);
    Layer up = up(new Kernel(width + belowWidth, out, 3, stride, true), top, at.at(2));
    return down.then(besides(below)).then(up);
  }

  /** What comes, then what {@code below} makes of it, as channels. */
  static Layer besides(Layer below) {
    return x -> TensorScope.result(() -> cat(new TensorVector(x, below.apply(x)), 1));
  }

  private static Layer residual(int in, int out, int stride, Layers at) {
    Kernel first = Kernel.of(in, out).stride(stride);
    Layer units =
        unit(first, at.at("conv").at("unit0"))
            .then(unit(Kernel.of(out, out), at.at("conv").at("unit1")));
    if (stride == 1 && in == out) {
      return units.plus(x -> x);
    }
    Kernel shortcut = stride == 1 ? Kernel.point(in, out) : first;
    return units.plus(at.at("residual").convolution(shortcut));
  }

  private static Layer up(Kernel kernel, boolean top, Layers at) {
    int out = kernel.out();
    Layer wider = at.at(0).at("conv").transposed(kernel).then(after(out, at.at(0)));
    Layers unit = at.at(1).at("conv").at("unit0");
    Kernel same = Kernel.of(out, out);
    Layer convolution = top ? unit.at("conv").convolution(same) : unit(same, unit);
    return wider.then(convolution.plus(x -> x));
  }

  private static Layer unit(Kernel kernel, Layers at) {
    return at.at("conv").convolution(kernel).then(after(kernel.out(), at));
  }

  private static Layer after(int channels, Layers at) {
    return at.at("adn").at("N").batchNorm(channels).then(at.at("adn").at("A").prelu());
  }
}
