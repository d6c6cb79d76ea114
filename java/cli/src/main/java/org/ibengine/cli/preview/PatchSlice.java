package org.ibengine.cli.preview;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.ibengine.Batch;
import org.ibengine.BatchItem;
import org.ibengine.tensor.Tensor;
import org.ibengine.volume.Box;

/**
 * The middle slice of a patch's instance, or of the patch where it shows none: copied from a batch,
 * as the network gets it.
 *
 * @param depth slices of the patch
 * @param z of this slice in it
 * @param channels one image a modality, {@code y · width + x}
 * @param label label values, in the same order
 * @param target the instance's box in the patch, may reach out of it; null for background
 */
record PatchSlice(
    BatchItem item,
    int width,
    int height,
    int depth,
    int z,
    List<float[]> channels,
    byte[] label,
    Box target) {

  /** Copies item {@code index} of a batch with a float32 image. */
  static PatchSlice of(Batch batch, int index) {
    long[] shape = batch.image().shape();
    int channels = (int) shape[1];
    PatchSpace space =
        new PatchSpace(batch.items().get(index), (int) shape[4], (int) shape[3], (int) shape[2]);
    byte[] label = new byte[Math.toIntExact(shape[2] * shape[3] * shape[4])];
    batch.label().copyTo((long) index * label.length, ByteBuffer.wrap(label));
    int plane = space.width() * space.height();
    boolean warped = !space.item().variation().warping().isNone();
    Box target = warped ? WarpedTarget.of(space, label) : space.target();
    int z = slice(space, label, target);
    List<float[]> images = new ArrayList<>();
    for (int channel = 0; channel < channels; channel++) {
      long first = ((long) index * channels + channel) * label.length + (long) z * plane;
      images.add(floats(batch.image(), first, plane));
    }
    byte[] shown = Arrays.copyOfRange(label, z * plane, (z + 1) * plane);
    return new PatchSlice(
        space.item(), space.width(), space.height(), space.depth(), z, images, shown, target);
  }

  private static float[] floats(Tensor tensor, long first, int count) {
    float[] values = new float[count];
    ByteBuffer bytes = ByteBuffer.allocate(count * Float.BYTES).order(ByteOrder.LITTLE_ENDIAN);
    tensor.copyTo(first * Float.BYTES, bytes);
    bytes.flip().asFloatBuffer().get(values);
    return values;
  }

  /** Nearest to the instance's centre among the slices that show it: a hollow one may miss it. */
  private static int slice(PatchSpace space, byte[] label, Box target) {
    if (target == null) {
      return space.depth() / 2;
    }
    boolean warped = !space.item().variation().warping().isNone();
    int centre = warped ? (target.begin().z() + target.end().z()) / 2 : space.centreSlice();
    int best = centre;
    int distance = Integer.MAX_VALUE;
    int begin = Math.max(0, target.begin().z());
    int end = Math.min(space.depth(), target.end().z());
    for (int z = begin; z < end; z++) {
      if (Math.abs(z - centre) < distance && shows(space, label, target, z)) {
        best = z;
        distance = Math.abs(z - centre);
      }
    }
    return best;
  }

  private static boolean shows(PatchSpace space, byte[] label, Box target, int z) {
    for (int y = Math.max(0, target.begin().y());
        y < Math.min(space.height(), target.end().y());
        y++) {
      for (int x = Math.max(0, target.begin().x());
          x < Math.min(space.width(), target.end().x());
          x++) {
        if (label[(z * space.height() + y) * space.width() + x] != 0) {
          return true;
        }
      }
    }
    return false;
  }

  boolean foreground(int x, int y) {
    return x >= 0 && x < width && y >= 0 && y < height && label[y * width + x] != 0;
  }

  /** Whether a foreground voxel of the slice lies in the box of the patch's instance. */
  boolean inTarget(int x, int y) {
    return target != null
        && target.begin().x() <= x
        && x < target.end().x()
        && target.begin().y() <= y
        && y < target.end().y();
  }
}
