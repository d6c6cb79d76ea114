package org.ibengine.torch.network;

import static org.bytedeco.pytorch.global.torch.cat;

import java.util.List;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorVector;
import org.ibengine.torch.memory.TensorScope;

/** MONAI's UNETR: a transformer over cubes of 16³ voxels, and convolutions on the way back up. */
final class Unetr {
  private final Transformer transformer;
  private final VisionTransformer tokens;
  private final Layer image;
  private final List<Layer> skips;
  private final List<Layer> wider;
  private final List<Layer> merges;
  private final Layer head;

  private Unetr(NetworkSpec spec, Layers at) {
    transformer = spec.transformer().orElseThrow();
    tokens = new VisionTransformer(transformer, spec.inputs(), at.at("vit"));
    int f = transformer.feature();
    int hidden = transformer.hidden();
    image = block(spec.inputs(), f, at.at("encoder1").at("layer"));
    skips =
        List.of(
            grown(2 * f, 2, at.at("encoder2")),
            grown(4 * f, 1, at.at("encoder3")),
            grown(8 * f, 0, at.at("encoder4")));
    Layers[] decoders = {
      at.at("decoder5"), at.at("decoder4"), at.at("decoder3"), at.at("decoder2")
    };
    int[] widths = {hidden, 8 * f, 4 * f, 2 * f, f};
    Layer[] up = new Layer[decoders.length];
    Layer[] merge = new Layer[decoders.length];
    for (int i = 0; i < decoders.length; i++) {
      int out = widths[i + 1];
      up[i] = decoders[i].at("transp_conv").at("conv").transposed(Kernel.doubling(widths[i], out));
      merge[i] = block(2 * out, out, decoders[i].at("conv_block"));
    }
    wider = List.of(up);
    merges = List.of(merge);
    head = at.at("out").at("conv").at("conv").convolution(Kernel.point(f, spec.outputs()));
  }

  static Layer make(NetworkSpec spec, Layers at) {
    Unetr network = new Unetr(spec, at);
    return network::logits;
  }

  private Tensor logits(Tensor values) {
    return TensorScope.result(
        () -> {
          VisionTransformer.States states = tokens.apply(values);
          Tensor level = volume(states.last());
          for (int i = 0; i < wider.size(); i++) {
            level = up(i, level, states, values);
          }
          return head.apply(level);
        });
  }

  private Tensor up(int number, Tensor deeper, VisionTransformer.States states, Tensor values) {
    return TensorScope.result(
        () -> {
          int skip = skips.size() - 1 - number;
          Tensor beside =
              skip < 0
                  ? image.apply(values)
                  : skips.get(skip).apply(volume(states.skips().get(skip)));
          Tensor both = cat(new TensorVector(wider.get(number).apply(deeper), beside), 1);
          return merges.get(number).apply(both);
        });
  }

  /** Tokens as voxels. */
  private Tensor volume(Tensor states) {
    long[] size = transformer.tokens();
    return states
        .reshape(states.size(0), size[0], size[1], size[2], transformer.hidden())
        .permute(0, 4, 1, 2, 3)
        .contiguous();
  }

  /** Twice as large, and {@code times} more. */
  private Layer grown(int width, int times, Layers at) {
    Kernel first = Kernel.doubling(transformer.hidden(), width);
    Layer layer = at.at("transp_conv_init").at("conv").transposed(first);
    for (int i = 0; i < times; i++) {
      Layers one = at.at("blocks").at(i);
      layer =
          layer
              .then(one.at(0).at("conv").transposed(Kernel.doubling(width, width)))
              .then(block(width, width, one.at(1)));
    }
    return layer;
  }

  private static Layer block(int in, int out, Layers at) {
    Layer path =
        at.at("conv1")
            .at("conv")
            .convolution(Kernel.of(in, out).plain())
            .then(at.instanceNorm())
            .then(Layers.leakyRelu())
            .then(at.at("conv2").at("conv").convolution(Kernel.of(out, out).plain()))
            .then(at.instanceNorm());
    Layer shortcut =
        in == out
            ? x -> x
            : at.at("conv3")
                .at("conv")
                .convolution(Kernel.point(in, out).plain())
                .then(at.instanceNorm());
    return path.plus(shortcut).then(Layers.leakyRelu());
  }
}
