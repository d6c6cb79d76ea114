package org.ibengine.conformance;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import org.ibengine.backend.Percentiles;
import org.ibengine.backend.reference.ReferenceBackendProvider;
import org.ibengine.label.Components;
import org.ibengine.label.Connectivity;
import org.ibengine.label.Runs;
import org.ibengine.volume.Volume;

/** Compares a result with the reference backend's, bit by bit. */
final class Oracle {
  private Oracle() {}

  static Fixture fixture() {
    return new Fixture(new ReferenceBackendProvider().open(1));
  }

  static void assertPercentiles(Fixture fixture, Volume volume, double[] wanted, String message) {
    Percentiles actual = fixture.backend().percentiles(volume, wanted);
    try (Fixture reference = fixture()) {
      Percentiles expected = reference.backend().percentiles(reference.copyOf(volume), wanted);
      assertEquals(expected.nonFinite(), actual.nonFinite(), message);
      assertArrayEquals(expected.values(), actual.values(), message);
    }
  }

  static void assertComponents(
      Fixture fixture, Volume mask, Connectivity connectivity, String message) {
    Components actual = fixture.backend().labelComponents(mask, connectivity);
    try (Fixture reference = fixture()) {
      Components expected =
          reference.backend().labelComponents(reference.copyOf(mask), connectivity);
      assertSame(expected, actual, message + ", " + connectivity);
    }
  }

  private static void assertSame(Components expected, Components actual, String message) {
    assertEquals(expected.connectivity(), actual.connectivity(), message);
    assertEquals(expected.instanceCount(), actual.instanceCount(), message);
    for (int i = 0; i < expected.instanceCount(); i++) {
      assertEquals(expected.instances().get(i), actual.instances().get(i), message);
    }
    assertArrayEquals(unpacked(expected.runs()), unpacked(actual.runs()), message);
  }

  /** xBegin, xEnd, y, z, instance of each run. */
  static int[][] unpacked(Runs runs) {
    int[][] all = new int[runs.count()][];
    for (int i = 0; i < all.length; i++) {
      all[i] = new int[] {runs.xBegin(i), runs.xEnd(i), runs.y(i), runs.z(i), runs.instance(i)};
    }
    return all;
  }
}
