package org.ibengine.measure;

import java.util.function.DoubleUnaryOperator;
import org.ibengine.backend.Distribution.Limit;
import org.ibengine.volume.VoxelType;

/** The raw voxel beyond which values are greater than 0. */
final class PositiveLimit {
  /** Rounding moves the limit by less than so many voxel values. */
  private static final int STEPS = 4;

  private PositiveLimit() {}

  /** {@code slope · raw + intercept > 0} in float64, for every raw voxel of the type. */
  static Limit of(VoxelType type, double slope, double intercept) {
    boolean above = slope > 0;
    double limit = -intercept / slope;
    if (!type.isFloating()) {
      limit = above ? Math.floor(limit) : Math.ceil(limit);
    }
    DoubleUnaryOperator on = towards(type, above);
    DoubleUnaryOperator back = towards(type, !above);
    for (int i = 0; i < STEPS && slope * on.applyAsDouble(limit) + intercept <= 0; i++) {
      limit = on.applyAsDouble(limit);
    }
    for (int i = 0; i < STEPS && slope * limit + intercept > 0; i++) {
      limit = back.applyAsDouble(limit);
    }
    return new Limit(limit, above);
  }

  private static DoubleUnaryOperator towards(VoxelType type, boolean up) {
    if (type.isFloating()) {
      return up ? Math::nextUp : Math::nextDown;
    }
    return up ? value -> value + 1 : value -> value - 1;
  }
}
