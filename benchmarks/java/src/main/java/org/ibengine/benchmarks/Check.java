package org.ibengine.benchmarks;

import java.nio.ByteBuffer;
import org.ibengine.backend.Normalisation;
import org.ibengine.backend.PatchGather;
import org.ibengine.backend.Percentiles;
import org.ibengine.label.Components;
import org.ibengine.synth.Phantom;
import org.ibengine.volume.Index3;
import org.ibengine.volume.Size3;
import org.ibengine.volume.Volume;

/** Results are checked before they are timed, against what is known without the backends. */
final class Check {
  private Check() {}

  /** 1 and 99 percent of the voxels lie below the two values, give or take their ties. */
  static void percentiles(Volume volume, Percentiles found) {
    double[] percentages = {1, 99};
    for (int i = 0; i < percentages.length; i++) {
      double value = found.values()[i];
      long below = 0;
      long notAbove = 0;
      for (int z = 0; z < volume.size().z(); z++) {
        for (int y = 0; y < volume.size().y(); y++) {
          for (int x = 0; x < volume.size().x(); x++) {
            double voxel = voxel(volume, x, y, z);
            below += voxel < value ? 1 : 0;
            notAbove += voxel <= value ? 1 : 0;
          }
        }
      }
      double rank = (volume.size().voxels() - 1) * percentages[i] / 100;
      require(below <= rank + 1 && rank <= notAbove, "percentile " + percentages[i]);
    }
  }

  static void components(Phantom phantom, Components found) {
    var known = phantom.truth().components(found.connectivity());
    require(known.size() == found.instanceCount(), "instance count");
    for (int i = 0; i < known.size(); i++) {
      require(known.get(i).box().equals(found.instances().get(i).box()), "box of " + (i + 1));
      require(known.get(i).voxels() == found.instances().get(i).voxels(), "size of " + (i + 1));
    }
  }

  /** A float32 crop inside the volume, every voxel. */
  static void patch(PatchGather patch) {
    Size3 size = patch.cut().size();
    Index3 corner = patch.cut().corner();
    ByteBuffer made =
        patch.target().buffer().view(patch.target().offset(), (int) size.voxels() * Float.BYTES);
    Normalisation scale = patch.cut().normalisation();
    for (int z = 0; z < size.z(); z++) {
      for (int y = 0; y < size.y(); y++) {
        for (int x = 0; x < size.x(); x++) {
          float voxel =
              (float)
                  voxel((Volume) patch.source(), corner.x() + x, corner.y() + y, corner.z() + z);
          float expected = (voxel - scale.subtract()) / scale.divide();
          expected = Math.max(scale.clampLow(), Math.min(scale.clampHigh(), expected));
          require(made.getFloat() == expected, "patch voxel " + new Index3(x, y, z));
        }
      }
    }
  }

  static void equal(ByteBuffer expected, ByteBuffer actual) {
    require(expected.equals(actual), "decoded bytes");
  }

  private static double voxel(Volume volume, int x, int y, int z) {
    long index = ((long) z * volume.size().y() + y) * volume.size().x() + x;
    int bytes = volume.type().sizeBytes();
    ByteBuffer view = volume.data().view(index * bytes, bytes);
    return switch (volume.type()) {
      case INT16 -> view.getShort();
      case UINT16 -> Short.toUnsignedInt(view.getShort());
      case FLOAT32 -> view.getFloat();
      default -> throw new IllegalArgumentException("phantoms have no voxels of " + volume.type());
    };
  }

  private static void require(boolean holds, String what) {
    if (!holds) {
      throw new IllegalStateException(what + " is wrong; not timed");
    }
  }
}
