package org.ibengine.cuda;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.stream.IntStream;
import org.ibengine.backend.Backend;
import org.ibengine.backend.reference.ReferenceBackendProvider;
import org.ibengine.conformance.Fixture;
import org.ibengine.volume.Size3;
import org.ibengine.volume.Volume;
import org.ibengine.volume.VoxelType;
import org.junit.jupiter.api.Test;

/** More percentages than one pass over the voxels serves. */
class ManyPercentilesTest implements OnDriverDouble {
  private static final Size3 SIZE = new Size3(47, 41, 37);

  /** Of different ranks, each between two of them. */
  private static final double[] PERCENTAGES =
      IntStream.range(0, 3 * PercentileBrackets.MOST_RANKS / 4)
          .mapToDouble(i -> i * 100.0 / (3 * PercentileBrackets.MOST_RANKS / 4))
          .toArray();

  private static double[] percentiles(Backend backend) {
    try (backend;
        Fixture fixture = new Fixture(backend)) {
      Volume volume =
          fixture.volume(SIZE, VoxelType.FLOAT32, (x, y, z) -> x * 7919 % 101 - y * z * 0.25);
      return backend.percentiles(volume, PERCENTAGES).values();
    }
  }

  @Test
  void thousandsOfPercentilesOfAVolumeThatIsSampledAreThoseOfTheReference() {
    assertTrue(SIZE.voxels() > PercentileKernels.DIRECT);
    assertArrayEquals(
        percentiles(new ReferenceBackendProvider().open(1)),
        percentiles(new CudaBackendProvider().open(1)));
    assertTrue(DriverDouble.calls("cuLaunchKernel") > 2 * 5, "more than one pass");
  }
}
