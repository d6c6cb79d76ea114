package org.ibengine.pipeline;

import java.nio.FloatBuffer;
import java.util.Arrays;
import java.util.List;
import org.ibengine.backend.WarpedPlaces;
import org.ibengine.plan.PatchRequest;
import org.ibengine.plan.Variation;
import org.ibengine.tensor.BatchPart;
import org.ibengine.volume.HostBuffer;
import org.ibengine.volume.Size3;

/**
 * Writes where the voxels of patches lie in the volumes of their cases: three channels, along x, y
 * and z, of {@code (2 i − (n − 1)) / (n − 1)} for voxel i of n, so that the centre of the first
 * voxel is −1 and that of the last one 1; 0 everywhere on an axis of one voxel. Padding continues
 * with the same step, beyond 1. Turns, flips and warps move the values with the voxels. Exact:
 * computed in float64 and rounded once. Thread-safe.
 */
public final class BatchCoordinates {
  private static final int AXES = 3;

  /** Bytes that are looked at through one view. */
  private static final int VIEW = 4 << 20;

  /**
   * One channel of a patch, which changes along one axis only.
   *
   * @param along that axis
   * @param values along it
   */
  private record Ramp(int along, float[] values) {}

  private final Size3 patch;
  private final List<VolumePlace> places;

  /**
   * @param places of all sources
   */
  public BatchCoordinates(Size3 patch, List<VolumePlace> places) {
    this.patch = patch;
    this.places = List.copyOf(places);
  }

  /** Writes the channels of one patch, x fastest, from {@code offset} in bytes on. */
  void write(WarpedRequest patch, HostBuffer target, long offset) {
    if (patch.label() == null) {
      write(patch.request(), target, offset);
    } else {
      writeWarped(patch, target, offset);
    }
  }

  private void writeWarped(WarpedRequest warped, HostBuffer target, long offset) {
    VolumePlace place = places.get(warped.request().source());
    WarpedPlaces at = new WarpedPlaces(warped.label());
    float[][] rows = new float[AXES][patch.x()];
    int rowBytes = Math.multiplyExact(patch.x(), Float.BYTES);
    for (int z = 0; z < patch.z(); z++) {
      for (int y = 0; y < patch.y(); y++) {
        for (int x = 0; x < patch.x(); x++) {
          at.moveTo(x, y, z);
          for (int axis = 0; axis < AXES; axis++) {
            double first = (double) place.origin().get(axis) + warped.request().corner().get(axis);
            rows[axis][x] = scaled(first + at.at(axis), place.volume().get(axis));
          }
        }
        for (int axis = 0; axis < AXES; axis++) {
          long row = ((long) axis * patch.z() + z) * patch.y() + y;
          target.bareView(offset + row * rowBytes, rowBytes).asFloatBuffer().put(rows[axis]);
        }
      }
    }
  }

  private void write(PatchRequest request, HostBuffer target, long offset) {
    for (int axis = 0; axis < AXES; axis++) {
      write(ramp(request, axis), target, offset + axis * patch.voxels() * Float.BYTES);
    }
  }

  /** Memory of all patches of a batch whose shape has them. */
  void write(List<WarpedRequest> requests, HostBuffer target, BatchShape shape) {
    for (int item = 0; item < requests.size(); item++) {
      write(requests.get(item), target, shape.offset(BatchPart.COORDINATES, item, 0));
    }
  }

  private Ramp ramp(PatchRequest request, int axis) {
    Variation variation = request.variation();
    VolumePlace place = places.get(request.source());
    boolean odd = (variation.quarterTurns() & 1) == 1;
    int along = axis == 2 || !odd ? axis : 1 - axis;
    boolean reversed = turnedRound(variation, axis) != flipped(variation, along);
    float[] values = new float[patch.get(along)];
    int first = place.origin().get(axis) + request.corner().get(axis);
    for (int i = 0; i < values.length; i++) {
      int index = reversed ? values.length - 1 - i : i;
      values[i] = scaled(first + (double) index, place.volume().get(axis));
    }
    return new Ramp(along, values);
  }

  /** Whether the turns alone show the axis backwards: out[x, y] = in[y, n − 1 − x] for each. */
  private static boolean turnedRound(Variation variation, int axis) {
    return switch (variation.quarterTurns()) {
      case 1 -> axis == 1;
      case 2 -> axis != 2;
      case 3 -> axis == 0;
      default -> false;
    };
  }

  private static boolean flipped(Variation variation, int axis) {
    return axis == 0 ? variation.flipX() : axis == 1 ? variation.flipY() : variation.flipZ();
  }

  private static float scaled(double index, int size) {
    return size == 1 ? 0 : (float) ((2.0 * index - (size - 1)) / (size - 1));
  }

  private void write(Ramp ramp, HostBuffer target, long offset) {
    long rows = (long) patch.y() * patch.z();
    int rowBytes = Math.multiplyExact(patch.x(), Float.BYTES);
    int atOnce = Math.max(1, VIEW / rowBytes);
    float[] row = ramp.along() == 0 ? ramp.values() : new float[patch.x()];
    for (long done = 0; done < rows; done += atOnce) {
      int count = (int) Math.min(atOnce, rows - done);
      FloatBuffer view =
          target.bareView(offset + done * rowBytes, count * rowBytes).asFloatBuffer();
      for (long at = done; at < done + count; at++) {
        if (ramp.along() != 0) {
          long index = ramp.along() == 1 ? at % patch.y() : at / patch.y();
          Arrays.fill(row, ramp.values()[(int) index]);
        }
        view.put(row);
      }
    }
  }
}
