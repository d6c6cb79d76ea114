package org.ibengine.torch.network;

import org.ibengine.text.Text;
import org.ibengine.volume.Size3;

/**
 * What a UNETR is like.
 *
 * @param patchSize of every image it takes, in voxels, a multiple of 16 per axis: its positions are
 *     learned
 * @param feature channels of the first level
 * @param hidden width of the transformer, a multiple of {@code heads}
 * @param mlp width of its hidden layers
 * @param heads of attention
 * @param blocks at least 4; skips leave it after a quarter, half and three quarters of them
 */
public record Transformer(
    Size3 patchSize, int feature, int hidden, int mlp, int heads, int blocks) {
  /** Edge of the cubes that become tokens. */
  static final int TOKEN = 16;

  public Transformer {
    boolean fits =
        patchSize.x() % TOKEN == 0 && patchSize.y() % TOKEN == 0 && patchSize.z() % TOKEN == 0;
    if (!fits) {
      throw new IllegalArgumentException(
          Text.format(
              "UNETR takes patches whose size is a multiple of %d voxels on every axis, was %s",
              TOKEN, patchSize));
    }
    if (feature < 1 || mlp < 1 || heads < 1 || hidden < 1 || hidden % heads != 0 || blocks < 4) {
      throw new IllegalArgumentException(
          Text.format(
              "UNETR needs a feature size, MLP width and heads of at least 1, a hidden width"
                  + " divisible by its heads, and at least 4 blocks; were %d, %d, %d, %d and %d",
              feature, mlp, heads, hidden, blocks));
    }
  }

  /** The usual one: 16 features, width 768, MLP 3072, 12 heads, 12 blocks. */
  public static Transformer usual(Size3 patchSize) {
    return new Transformer(patchSize, 16, 768, 3072, 12, 12);
  }

  /** Tokens along z, y and x. */
  long[] tokens() {
    return new long[] {patchSize.z() / TOKEN, patchSize.y() / TOKEN, patchSize.x() / TOKEN};
  }

  /** Index of the block after which the {@code number}-th skip leaves, from 1. */
  int skipAfter(int number) {
    return number * blocks / 4;
  }
}
