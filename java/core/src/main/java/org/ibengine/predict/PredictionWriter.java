package org.ibengine.predict;

import java.nio.FloatBuffer;
import java.nio.file.Path;
import org.ibengine.backend.Backend;
import org.ibengine.backend.Resampling;
import org.ibengine.error.DatasetException;
import org.ibengine.io.nifti.NiftiWriter;
import org.ibengine.volume.Geometry;
import org.ibengine.volume.HostBuffer;
import org.ibengine.volume.Volume;
import org.ibengine.volume.VoxelType;

/**
 * Writes the prediction of a case on the grid of its files. Where that is another than the stored
 * one, logits (or probabilities, if those were averaged) are interpolated linearly, and only then
 * turned into what is written. Thread-safe.
 *
 * @param backend which brings voxels to grids and compresses them; remains the caller's
 * @param threads for that
 * @param averaged what volumes hold: {@link PredictionKind#LOGITS} or {@link
 *     PredictionKind#PROBABILITIES}
 * @param written what files hold
 */
public record PredictionWriter(
    Backend backend, int threads, PredictionKind averaged, PredictionKind written) {
  /** Of a voxel that is not stored: its probability is 0 exactly. */
  private static final float NEVER = -Float.MAX_VALUE;

  private static final int VIEW = 1 << 22;

  /**
   * @throws IllegalArgumentException if logits are asked for of averaged probabilities
   */
  public PredictionWriter {
    if (averaged == PredictionKind.MASK
        || averaged == PredictionKind.PROBABILITIES && written == PredictionKind.LOGITS) {
      throw new IllegalArgumentException(
          "logits are written of averaged logits only; average logits, or write probabilities");
    }
  }

  /** Bytes beside the stitched volume while a case is written. */
  public long bytes(CaseGeometry grids) {
    long target = grids.source().size().voxels() * Float.BYTES;
    long writing = NiftiWriter.bytes(target, backend.gzip());
    if (grids.same()) {
      return writing;
    }
    return writing
        + target
        + backend.resampleBytes(
            grids.stored().size(), grids.source().size(), grids.back(0), threads);
  }

  /**
   * Writes a file, whole or not at all.
   *
   * @param stitched on the stored grid; overwritten
   * @throws DatasetException if a voxel is not finite, or the file cannot be written
   */
  public void write(Path file, CaseGeometry grids, Volume stitched) {
    if (grids.same()) {
      write(file, grids.source(), stitched, smallest(stitched));
      return;
    }
    boolean logits = averaged == PredictionKind.LOGITS;
    try (HostBuffer memory = backend.allocate(grids.source().size().voxels() * Float.BYTES)) {
      Volume target = new Volume(grids.source().size(), VoxelType.FLOAT32, memory);
      backend.resample(new Resampling(stitched, target, grids.back(logits ? NEVER : 0)), threads);
      write(file, grids.source(), target, smallest(stitched));
    }
  }

  private void write(Path file, Geometry grid, Volume volume, float smallest) {
    forEach(
        volume,
        values -> {
          requireFinite(file, values);
          turn(values, smallest);
        });
    NiftiWriter.write(file, grid, volume, backend.gzip());
  }

  private static void requireFinite(Path file, float[] values) {
    for (float value : values) {
      if (!Float.isFinite(value)) {
        throw new DatasetException(
            file,
            "was not written: the network's output has voxels that are not finite; try another checkpoint");
      }
    }
  }

  private void turn(float[] values, float smallest) {
    float threshold = averaged == PredictionKind.LOGITS ? 0 : 0.5f;
    for (int i = 0; i < values.length; i++) {
      float value = values[i];
      values[i] =
          switch (written) {
            case MASK -> value > threshold ? 1 : 0;
            case LOGITS -> Math.max(value, smallest);
            case PROBABILITIES -> averaged == written ? value : probability(value);
            default -> throw new AssertionError(written);
          };
    }
  }

  /** The logistic function, computed in float64. */
  static float probability(float logit) {
    return (float) (1 / (1 + Math.exp(-(double) logit)));
  }

  private float smallest(Volume volume) {
    float[] smallest = {Float.POSITIVE_INFINITY};
    if (written == PredictionKind.LOGITS) {
      forEach(
          volume,
          values -> {
            for (float value : values) {
              smallest[0] = Math.min(smallest[0], value);
            }
          });
    }
    return smallest[0];
  }

  private interface Change {
    void of(float[] values);
  }

  private static void forEach(Volume volume, Change change) {
    for (long at = 0; at < volume.sizeBytes(); at += VIEW) {
      int length = (int) Math.min(VIEW, volume.sizeBytes() - at);
      FloatBuffer view = volume.data().bareView(at, length).asFloatBuffer();
      float[] values = new float[view.remaining()];
      view.get(values);
      change.of(values);
      view.put(0, values);
    }
  }
}
