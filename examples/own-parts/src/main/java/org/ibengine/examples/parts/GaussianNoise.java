package org.ibengine.examples.parts;

import java.nio.ByteBuffer;
import java.util.Random;
import org.ibengine.pipeline.GatheredPatch;
import org.ibengine.pipeline.PatchTransform;
import org.ibengine.tensor.BatchPart;
import org.ibengine.tensor.ElementType;

/** Adds noise to float32 images: another for each patch, the same in every run. */
// snippet: gaussian-noise
public record GaussianNoise(double sigma) implements PatchTransform {
  @Override
  public void apply(GatheredPatch patch) {
    if (patch.type(BatchPart.IMAGE) != ElementType.FLOAT32) {
      throw new IllegalStateException("this noise is for float32 images, see EngineOptions.type");
    }
    Random random = new Random(patch.seed());
    for (int channel = 0; channel < patch.channels(BatchPart.IMAGE); channel++) {
      ByteBuffer voxels = patch.voxels(BatchPart.IMAGE, channel);
      for (int at = 0; at < voxels.limit(); at += Float.BYTES) {
        voxels.putFloat(at, voxels.getFloat(at) + (float) (sigma * random.nextGaussian()));
      }
    }
  }
}
// end of snippet
