package org.ibengine.conformance;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import org.ibengine.backend.Backend;
import org.ibengine.backend.Intensity;
import org.ibengine.backend.Normalisation;
import org.ibengine.backend.Orientation;
import org.ibengine.backend.PatchCut;
import org.ibengine.backend.PatchGather;
import org.ibengine.backend.PatchGather.Target;
import org.ibengine.tensor.ElementType;
import org.ibengine.volume.HostBuffer;
import org.ibengine.volume.Index3;
import org.ibengine.volume.Size3;
import org.ibengine.volume.Volume;
import org.ibengine.volume.VoxelType;

/** What rows of voxels become in a patch of their own size. */
final class Converted {
  private Converted() {}

  /** Values long enough for vector code and its remainder. */
  static double[] repeated(double[] values) {
    double[] all = new double[values.length * 11];
    for (int i = 0; i < all.length; i++) {
      all[i] = values[i % values.length];
    }
    return all;
  }

  static HostBuffer gather(
      Fixture fixture, Volume source, Normalisation limits, Intensity intensity, ElementType type) {
    HostBuffer out = fixture.poisoned((int) source.size().voxels() * type.sizeBytes());
    Target target = new Target(out, 0, type);
    PatchGather patch =
        new PatchGather(
            source,
            new PatchCut(Index3.ZERO, source.size(), limits, Orientation.IDENTITY, intensity, 0),
            target);
    fixture.backend().gatherPatches(List.of(patch), Backend.ALL_THREADS);
    return out;
  }

  static void assertBecomes(
      BackendSource backend,
      VoxelType type,
      double[] raw,
      Normalisation limits,
      Intensity intensity,
      float... expected) {
    try (Fixture fixture = backend.fixture()) {
      double[] values = repeated(raw);
      Volume source = fixture.volume(new Size3(values.length, 1, 1), type, values);
      HostBuffer out = gather(fixture, source, limits, intensity, ElementType.FLOAT32);
      for (int i = 0; i < values.length; i++) {
        float actual = out.view(i * 4L, 4).getFloat();
        float wanted = expected[i % expected.length];
        assertEquals(
            Float.floatToIntBits(wanted),
            Float.floatToIntBits(actual),
            "%s %s became %s, not %s".formatted(type, values[i], actual, wanted));
      }
    }
  }
}
