package org.ibengine.evaluation;

import java.nio.ByteBuffer;
import java.util.function.ObjDoubleConsumer;
import org.ibengine.backend.Backend;
import org.ibengine.backend.reference.ReferenceBackend;
import org.ibengine.label.Connectivity;
import org.ibengine.volume.HostBuffer;
import org.ibengine.volume.Size3;
import org.ibengine.volume.Volume;
import org.ibengine.volume.VoxelType;

/** Cases of 105 voxels, written row by row. */
abstract class OnSmallCase {
  static final Size3 SIZE = new Size3(7, 5, 3);
  static final double INF = Double.POSITIVE_INFINITY;

  final Backend backend = new ReferenceBackend();

  /** A row of seven voxels at (0, y, z). */
  record Row(int y, int z, double... values) {}

  final Volume volume(VoxelType type, double background, Row... rows) {
    HostBuffer data = backend.allocate(SIZE.voxels() * type.sizeBytes());
    ByteBuffer bytes = data.view(0, (int) SIZE.voxels() * type.sizeBytes());
    ObjDoubleConsumer<Integer> put =
        (at, value) -> {
          switch (type) {
            case FLOAT32 -> bytes.putFloat(4 * at, (float) value);
            case FLOAT64 -> bytes.putDouble(8 * at, value);
            default -> bytes.put(at, (byte) value);
          }
        };
    for (int i = 0; i < SIZE.voxels(); i++) {
      put.accept(i, background);
    }
    for (Row row : rows) {
      for (int x = 0; x < row.values.length; x++) {
        put.accept((row.z * SIZE.y() + row.y) * SIZE.x() + x, row.values[x]);
      }
    }
    return new Volume(SIZE, type, data);
  }

  final CaseEvaluator evaluator(ScoreScale scale, double threshold) {
    return new CaseEvaluator(backend, Connectivity.CORNER_26, scale, threshold);
  }

  final CaseObjects evaluate(Volume truth, Volume values) {
    CaseEvaluator evaluator = evaluator(ScoreScale.PROBABILITY, 0.5);
    return evaluator.evaluate("a", evaluator.instances(truth), values);
  }

  static double logit(double p) {
    return Math.log(p / (1 - p));
  }
}
