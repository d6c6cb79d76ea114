package org.ibengine.backend;

import java.nio.ByteBuffer;
import org.ibengine.tensor.ElementType;
import org.ibengine.volume.Float16;
import org.ibengine.volume.Index3;
import org.ibengine.volume.Size3;

/** Writes one patch, voxel by voxel, in the order of its target. */
final class PatchCopy {
  private static final Size3 ONE = new Size3(1, 1, 1);

  private final PatchGather patch;
  private final PatchVoxels voxels;
  private final ByteBuffer target;
  private final Size3 size;
  private final TargetOrder order;
  private final WarpedPlaces places; // null if the patch is not warped

  PatchCopy(PatchGather patch) {
    this.patch = patch;
    this.voxels = PatchVoxels.of(patch.source());
    this.size = patch.cut().size();
    this.target = ReferenceCode.bytesOf(patch.target(), size);
    this.order = new TargetOrder(patch.cut().orientation(), size);
    this.places = patch.cut().warp() == null ? null : new WarpedPlaces(patch.cut().warp());
  }

  void run() {
    int element = 0;
    int nonzero = 0;
    for (int z = 0; z < size.z(); z++) {
      for (int y = 0; y < size.y(); y++) {
        for (int x = 0; x < size.x(); x++) {
          float value = valueAt(x, y, z);
          write(element, value);
          nonzero += value == 0 ? 0 : 1;
          element++;
        }
      }
    }
    if (patch.count() != null) {
      ReferenceCode.bytesOf(patch.count(), ONE).putInt(nonzero);
    }
  }

  private float valueAt(int x, int y, int z) {
    if (places != null) {
      places.moveTo(x, y, z);
      return patch.target().type() == ElementType.UINT8
          ? voxel(places.nearest(0), places.nearest(1), places.nearest(2))
          : interpolated(places.voxel(0), places.voxel(1), places.voxel(2));
    }
    Index3 at = order.source(x, y, z);
    return voxel(at.x(), at.y(), at.z());
  }

  private float interpolated(int x, int y, int z) {
    float low = between(row(x, y, z), row(x, y + 1, z), places.part(1));
    float high = between(row(x, y, z + 1), row(x, y + 1, z + 1), places.part(1));
    return between(low, high, places.part(2));
  }

  private float row(int x, int y, int z) {
    return between(voxel(x, y, z), voxel(x + 1, y, z), places.part(0));
  }

  static float between(float a, float b, float part) {
    return a + (b - a) * part;
  }

  /** The final value of voxel (dx, dy, dz) of the patch as it lies in the volume. */
  private float voxel(int dx, int dy, int dz) {
    Size3 volume = patch.source().size();
    long x = (long) patch.cut().corner().x() + dx;
    long y = (long) patch.cut().corner().y() + dy;
    long z = (long) patch.cut().corner().z() + dz;
    boolean inside =
        0 <= x && x < volume.x() && 0 <= y && y < volume.y() && 0 <= z && z < volume.z();
    if (!inside) {
      return patch.cut().fill();
    }
    float raw = (float) voxels.at((int) x, (int) y, (int) z);
    Intensity intensity = patch.cut().intensity();
    Normalisation scale = patch.cut().normalisation();
    if (scale == null) {
      return raw * intensity.gain() + intensity.shift(); // Java never fuses these
    }
    // a shift of −0 counts as +0, so that the sign of a zero that was clamped does not show
    return normalised(raw, scale) * intensity.gain() + (intensity.shift() + 0.0f);
  }

  private static float normalised(float raw, Normalisation scale) {
    float scaled = (raw - scale.subtract()) / scale.divide();
    float number = Float.isNaN(scaled) ? 0 : scaled;
    return Math.min(Math.max(number, scale.clampLow()), scale.clampHigh());
  }

  private void write(int element, float value) {
    switch (patch.target().type()) {
      case UINT8 -> target.put(element, (byte) (int) value);
      case FLOAT16 -> target.putShort(element * 2, Float16.bitsOf(value));
      case FLOAT32 -> target.putFloat(element * 4, value);
      case INT32 -> throw new AssertionError("PatchGather refuses it");
    }
  }
}
