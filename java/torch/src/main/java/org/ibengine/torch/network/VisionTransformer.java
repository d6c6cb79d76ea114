package org.ibengine.torch.network;

import static org.bytedeco.pytorch.global.torch.scaled_dot_product_attention;

import java.util.ArrayList;
import java.util.List;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;
import org.ibengine.torch.memory.TensorScope;
import org.ibengine.torch.network.TensorTable.Start;

/** The transformer of a UNETR: normalisation first, then attention and an MLP, in every block. */
final class VisionTransformer {
  private static final double DEVIATION = 0.02;
  private static final int SKIPS = 3;

  private final Transformer shape;
  private final Layer positions;
  private final Layer embedding;
  private final List<Layer> blocks = new ArrayList<>();
  private final Layer norm;

  /**
   * States of the tokens, each of shape (batch, tokens, hidden).
   *
   * @param skips those that leave early, from the first
   * @param last the end
   */
  record States(List<Tensor> skips, Tensor last) {}

  VisionTransformer(Transformer shape, int inputs, Layers at) {
    this.shape = shape;
    int hidden = shape.hidden();
    int voxels = Transformer.TOKEN * Transformer.TOKEN * Transformer.TOKEN;
    long[] tokens = shape.tokens();
    Layers patches = at.at("patch_embedding");
    positions =
        patches.positions("position_embeddings", (int) (tokens[0] * tokens[1] * tokens[2]), hidden);
    embedding =
        patches
            .at("patch_embeddings")
            .at(1)
            .linear(voxels * inputs, hidden, Start.normal(DEVIATION), Start.constant(0));
    for (int i = 0; i < shape.blocks(); i++) {
      blocks.add(block(at.at("blocks").at(i)));
    }
    norm = at.at("norm").layerNorm(hidden);
  }

  private Layer block(Layers at) {
    int hidden = shape.hidden();
    Layer mlp =
        at.at("mlp")
            .at("linear1")
            .linear(hidden, shape.mlp(), true)
            .then(torch::gelu)
            .then(at.at("mlp").at("linear2").linear(shape.mlp(), hidden, true));
    Layer first = at.at("norm1").layerNorm(hidden);
    Layer projection = at.at("attn").at("out_proj").linear(hidden, hidden, true);
    Layer attention =
        at.at("attn")
            .at("qkv")
            .linear(hidden, 3 * hidden, false)
            .then(this::attention)
            .then(projection);
    Layer second = at.at("norm2").layerNorm(hidden);
    return first.then(attention).plus(x -> x).then(second.then(mlp).plus(x -> x));
  }

  /** Of queries, keys and values beside each other, by heads. */
  private Tensor attention(Tensor values) {
    return TensorScope.result(
        () -> {
          long batch = values.size(0);
          long tokens = values.size(1);
          long width = shape.hidden() / shape.heads();
          Tensor parts =
              values.reshape(batch, tokens, 3, shape.heads(), width).permute(2, 0, 3, 1, 4);
          Tensor attended =
              scaled_dot_product_attention(
                  parts.select(0, 0), parts.select(0, 1), parts.select(0, 2));
          return attended.permute(0, 2, 1, 3).reshape(batch, tokens, shape.hidden());
        });
  }

  /** What it returns belongs to the caller's scope. */
  States apply(Tensor image) {
    List<Tensor> skips = new ArrayList<>();
    Tensor states = positions.apply(embedding.apply(cubes(image)));
    for (int i = 0; i < blocks.size(); i++) {
      states = blocks.get(i).apply(states);
      if (skips.size() < SKIPS && i == shape.skipAfter(skips.size() + 1)) {
        skips.add(states);
      }
    }
    return new States(skips, norm.apply(states));
  }

  /** One row per cube; x of the voxels fastest but for the channels. */
  private Tensor cubes(Tensor image) {
    return TensorScope.result(
        () -> {
          long[] n = shape.tokens();
          int t = Transformer.TOKEN;
          return image
              .reshape(image.size(0), image.size(1), n[0], t, n[1], t, n[2], t)
              .permute(0, 2, 4, 6, 3, 5, 7, 1)
              .reshape(image.size(0), n[0] * n[1] * n[2], (long) t * t * t * image.size(1));
        });
  }
}
