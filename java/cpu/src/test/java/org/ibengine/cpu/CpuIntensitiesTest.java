package org.ibengine.cpu;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.ibengine.augment.IntensityChange;
import org.ibengine.augment.IntensityChange.Blur;
import org.ibengine.augment.IntensityChange.Brightness;
import org.ibengine.augment.IntensityChange.Contrast;
import org.ibengine.augment.IntensityChange.Gamma;
import org.ibengine.augment.IntensityChange.LowResolution;
import org.ibengine.augment.IntensityChange.Noise;
import org.ibengine.augment.Warping.Triple;
import org.ibengine.backend.Backend;
import org.ibengine.backend.IntensityPatch;
import org.ibengine.backend.PatchGather.Target;
import org.ibengine.backend.reference.ReferenceBackend;
import org.ibengine.tensor.ElementType;
import org.ibengine.volume.Float16;
import org.ibengine.volume.HostBuffer;
import org.ibengine.volume.Size3;
import org.junit.jupiter.api.Test;

/** Tables and structures as the library reads them, beside the reference code. */
class CpuIntensitiesTest {
  private static final Size3 SIZE = new Size3(37, 11, 5);
  private static final List<IntensityChange> ALL =
      List.of(
          new Noise(0.1, 0xfedcba9876543210L),
          new Blur(new Triple(0.5, 0, 1)),
          new Brightness(1.2),
          new Contrast(0.8, true),
          new LowResolution(new Triple(0.5, 0.8, 1)),
          new Gamma(0.7, true, true));

  /** A batch of two types, each with one change left out, as bytes. */
  private static ByteBuffer changed(Backend backend, int threads) {
    int bytes = (int) SIZE.voxels() * 4;
    Random random = new Random(4);
    try (HostBuffer memory = backend.allocate((long) bytes * ALL.size())) {
      List<IntensityPatch> patches = new ArrayList<>();
      for (int i = 0; i < ALL.size(); i++) {
        boolean half = i % 2 == 1;
        ByteBuffer view = memory.view((long) i * bytes, bytes);
        for (int voxel = 0; voxel < SIZE.voxels(); voxel++) {
          float value = (float) random.nextGaussian();
          if (half) {
            view.putShort(Float16.bitsOf(value));
          } else {
            view.putFloat(value);
          }
        }
        List<IntensityChange> changes = new ArrayList<>(ALL);
        changes.remove(i);
        ElementType type = half ? ElementType.FLOAT16 : ElementType.FLOAT32;
        patches.add(new IntensityPatch(new Target(memory, (long) i * bytes, type), SIZE, changes));
      }
      backend.changeIntensities(patches, threads);
      ByteBuffer copy = ByteBuffer.allocate(bytes * ALL.size());
      memory.copyTo(0, copy);
      return copy.flip();
    }
  }

  @Test
  void changesAreThoseOfTheReferenceCode() {
    ByteBuffer expected = changed(new ReferenceBackend(), 1);
    try (Backend backend = new CpuBackendProvider().open(3)) {
      assertTrue(expected.equals(changed(backend, 1)), "one thread");
      assertTrue(expected.equals(changed(backend, 3)), "three threads");
    }
  }

  @Test
  void aChangeThatTheLibraryRefusesNamesThePatch() {
    try (Backend backend = new CpuBackendProvider().open(1);
        HostBuffer memory = backend.allocate(4)) {
      IntensityPatch patch =
          new IntensityPatch(
              new Target(memory, 0, ElementType.FLOAT32),
              new Size3(1, 1, 1),
              List.of(new Brightness(1), new Gamma(17, false, false)));
      String message =
          assertThrows(RuntimeException.class, () -> backend.changeIntensities(List.of(patch), 1))
              .getMessage();
      String rule = "patch 0, change 1: an exponent must be above 0 and at most 16, was 17";
      assertTrue(message.contains(rule), message);
      backend.changeIntensities(List.of(), 1);
      assertEquals(0, memory.view(0, 4).getFloat());
    }
  }
}
