package org.ibengine.conformance;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.Map;
import java.util.Random;
import org.ibengine.backend.ResampleRule;
import org.ibengine.volume.GridMap;
import org.ibengine.volume.Interpolation;
import org.ibengine.volume.Size3;
import org.ibengine.volume.Volume;
import org.ibengine.volume.VoxelType;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Every interpolation on grids of every kind gives the bytes of the reference backend. */
public interface ResampleSamenessContract extends BackendSource {
  private static void assertSame(
      Fixture fixture, Volume source, Size3 size, VoxelType type, ResampleRule rule, String what) {
    var actual = Resampled.written(fixture, source, size, type, rule);
    try (Fixture reference = Oracle.fixture()) {
      var expected = Resampled.written(reference, reference.copyOf(source), size, type, rule);
      assertEquals(-1, expected.mismatch(actual), what + ": first byte that differs");
    }
  }

  private static boolean allows(ResampleRule rule, VoxelType source, VoxelType target) {
    return target != VoxelType.FLOAT16
        && (rule.interpolation() != Interpolation.VOTE || source == target && !source.isFloating());
  }

  @ParameterizedTest
  @EnumSource(Interpolation.class)
  default void everyPairOfTypesOnEveryKindOfGrid(Interpolation interpolation) {
    Random random = new Random(4);
    try (Fixture fixture = fixture()) {
      for (VoxelType from : VoxelType.values()) {
        Volume source =
            fixture.volume(new Size3(11, 7, 5), from, (x, y, z) -> Fixture.anyValue(from, random));
        for (VoxelType to : VoxelType.values()) {
          for (Map.Entry<String, GridMap> map : Resampled.MAPS.entrySet()) {
            ResampleRule rule = new ResampleRule(map.getValue(), interpolation);
            if (allows(rule, from, to)) {
              String what = map.getKey() + ", " + from + " to " + to;
              assertSame(fixture, source, new Size3(13, 9, 8), to, rule, what);
            }
          }
        }
      }
    }
  }

  @ParameterizedTest
  @EnumSource(Interpolation.class)
  default void fillAndSmoothingOnEveryKindOfGrid(Interpolation interpolation) {
    Random random = new Random(5);
    VoxelType type = interpolation == Interpolation.VOTE ? VoxelType.INT16 : VoxelType.FLOAT32;
    try (Fixture fixture = fixture()) {
      Volume source =
          fixture.volume(new Size3(11, 7, 5), type, (x, y, z) -> Fixture.anyValue(type, random));
      for (Map.Entry<String, GridMap> map : Resampled.MAPS.entrySet()) {
        ResampleRule rule = new ResampleRule(map.getValue(), interpolation).filled(-3);
        assertSame(fixture, source, new Size3(13, 9, 8), type, rule, map.getKey() + ", filled");
        if (type == VoxelType.FLOAT32 && interpolation != Interpolation.NEAREST && smooths(map)) {
          assertSame(
              fixture,
              source,
              new Size3(5, 4, 3),
              type,
              rule.smoothed(),
              map.getKey() + ", smooth");
        }
      }
    }
  }

  /** A Gaussian over 10^12 voxels would take as many weights. */
  private static boolean smooths(Map.Entry<String, GridMap> map) {
    return !map.getKey().equals("outside");
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 3, 5})
  default void randomGridsAgreeForAnyNumberOfThreads(int threads) {
    try (Fixture fixture = new Fixture(open(threads))) {
      for (long seed = 1; seed <= 12; seed++) {
        Random random = new Random(seed);
        VoxelType type = VoxelType.values()[random.nextInt(8)];
        Interpolation interpolation =
            Interpolation.values()[random.nextInt(type.isFloating() ? 3 : 4)];
        ResampleRule rule = new ResampleRule(RandomGrid.map(random), interpolation);
        Size3 from = RandomGrid.size(random);
        Volume source = fixture.volume(from, type, (x, y, z) -> Fixture.anyValue(type, random));
        Size3 to = RandomGrid.size(random);
        assertSame(fixture, source, to, type, rule, "seed " + seed + ", " + rule + ", " + to);
      }
    }
  }
}
