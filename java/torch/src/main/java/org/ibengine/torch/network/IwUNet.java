package org.ibengine.torch.network;

import static org.bytedeco.pytorch.global.torch.max_pool3d;
import static org.bytedeco.pytorch.global.torch.upsample_trilinear3d;

import java.util.ArrayList;
import java.util.List;
import org.bytedeco.pytorch.DoubleOptional;
import org.bytedeco.pytorch.Tensor;
import org.ibengine.torch.memory.TensorScope;

/**
 * The U-Net of inverse weighting: residual blocks with pre-activation, sums instead of channels
 * beside.
 */
final class IwUNet {
  /** Three poolings. */
  static final int MULTIPLE = 8;

  private static final int STEM = 16;
  private static final int[][] DOWN = {{16, 16, 16}, {16, 64, 64}, {64, 128, 128}};
  private static final int[] BRIDGE = {128, 256, 256, 128};
  private static final int[][] UP = {{16, 16, 16}, {64, 64, 16}, {128, 128, 64}};

  private IwUNet() {}

  static Layer make(NetworkSpec spec, Layers at) {
    Layer stem =
        at.at(0)
            .at(0)
            .convolution(Kernel.of(spec.inputs(), STEM).plain())
            .then(activated(Kernel.of(STEM, STEM), at.at(0).at(1)));
    Layer body = body(at.at(1));
    Layers head = at.at(2);
    return stem.then(body)
        .then(residual(Kernel.point(STEM, STEM), head.at(0)))
        .then(activated(Kernel.point(STEM, spec.outputs()).plain(), head.at(1)))
        .then(head.at(2).batchNorm(spec.outputs()));
  }

  private static Layer body(Layers at) {
    Layer bridge = chain(BRIDGE, at.at("bridge"));
    List<Layer> down = new ArrayList<>();
    List<Layer> up = new ArrayList<>();
    List<Layer> passed = new ArrayList<>();
    for (int i = 0; i < DOWN.length; i++) {
      down.add(chain(DOWN[i], at.at("down_path").at(i)));
    }
    for (int i = 0; i < UP.length; i++) {
      up.add(chain(UP[i], at.at("up_path").at(i)));
    }
    for (int i = 0; i < DOWN.length; i++) {
      int width = DOWN[i][DOWN[i].length - 1];
      passed.add(activated(Kernel.point(width, width), at.at("middle_path").at(i)));
    }
    Layer level = bridge;
    for (int i = DOWN.length - 1; i >= 0; i--) {
      Layer below = level;
      Layer around = passed.get(i).plus(((Layer) IwUNet::halved).then(below).then(IwUNet::doubled));
      level = down.get(i).then(around).then(up.get(i));
    }
    return level;
  }

  private static Layer chain(int[] widths, Layers at) {
    Layer chain = x -> x;
    for (int i = 1; i < widths.length; i++) {
      chain = chain.then(residual(Kernel.of(widths[i - 1], widths[i]), at.at(i - 1)));
    }
    return chain;
  }

  private static Layer residual(Kernel kernel, Layers at) {
    Kernel first = kernel.plain();
    Kernel second = new Kernel(kernel.out(), kernel.out(), kernel.size(), 1, false);
    Layer path =
        activated(first, at.at("conv_path").at(0))
            .then(activated(second, at.at("conv_path").at(1)));
    return kernel.in() == kernel.out()
        ? path.plus(x -> x)
        : path.plus(
            at.at("adjust_to_stride").convolution(Kernel.point(kernel.in(), kernel.out()).plain()));
  }

  /** Normalised and rectified first, then convolved. */
  private static Layer activated(Kernel kernel, Layers at) {
    return at.at("bn")
        .batchNorm(kernel.in())
        .then(Layers.relu())
        .then(at.at("layer").convolution(kernel));
  }

  private static Tensor halved(Tensor values) {
    return max_pool3d(values, 2, 2, 2);
  }

  /** Corners stay where they are. */
  private static Tensor doubled(Tensor values) {
    return TensorScope.result(
        () -> {
          long[] size = {2 * values.size(2), 2 * values.size(3), 2 * values.size(4)};
          return upsample_trilinear3d(
              values, size, true, new DoubleOptional(), new DoubleOptional(), new DoubleOptional());
        });
  }
}
