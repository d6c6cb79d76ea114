package org.ibengine.predict;

import java.nio.FloatBuffer;
import org.ibengine.Batch;
import org.ibengine.conformance.TinyDataset;

/** Of one output: the logit is 4 · FLAIR − 2. Of two: 1 − 2 · FLAIR and 2 · FLAIR − 1. */
final class VoxelModel implements WindowModel {
  private final int outputs;
  int calls;
  int failAt = -1;
  float poison = 0;

  VoxelModel(int outputs) {
    this.outputs = outputs;
  }

  @Override
  public int outputs() {
    return outputs;
  }

  @Override
  public FloatBuffer logits(Batch batch) {
    if (calls++ == failAt) {
      throw new IllegalStateException("the network has failed");
    }
    int voxels = (int) TinyDataset.PATCH.voxels();
    int patches = (int) batch.image().shape()[0];
    FloatBuffer image = batch.image().bytes(0, (int) batch.image().sizeBytes()).asFloatBuffer();
    FloatBuffer logits = FloatBuffer.allocate(patches * outputs * voxels + 1).position(1);
    for (int i = 0; i < patches; i++) {
      for (int voxel = 0; voxel < voxels; voxel++) {
        float flair = image.get(i * 2 * voxels + voxel) + poison;
        if (outputs == 1) {
          logits.put(1 + i * voxels + voxel, 4 * flair - 2);
        } else {
          logits.put(1 + i * 2 * voxels + voxel, 1 - 2 * flair);
          logits.put(1 + (i * 2 + 1) * voxels + voxel, 2 * flair - 1);
        }
      }
    }
    return logits;
  }
}
