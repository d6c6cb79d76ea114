package org.ibengine.ratio;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.IntPredicate;
import org.ibengine.label.Instance;
import org.ibengine.volume.Index3;
import org.ibengine.volume.Size3;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Every placement counted voxel by voxel, in small volumes of odd sizes. */
class RatioBruteForceTest {
  private static final double TOLERANCE = 1e-12;
  private static final Size3[] VOLUMES = {
    new Size3(7, 5, 6), new Size3(4, 6, 5), new Size3(9, 8, 7), new Size3(1, 3, 11)
  };
  private static final Size3[] PATCHES = {
    new Size3(3, 2, 4), new Size3(5, 3, 5), new Size3(1, 1, 1), new Size3(4, 9, 4)
  };

  @ParameterizedTest
  @ValueSource(doubles = {0.04, 0.2, 0.55, 0.97})
  void aScanFindsWhatCountingFinds(double share) {
    int seed = (int) (share * 100);
    for (Size3 volume : VOLUMES) {
      MaskScene scene = MaskScene.random(volume, share, seed++);
      RatioCase.Loaded item = scene.loaded("random");
      for (Size3 patch : PATCHES) {
        if (!item.instances().isEmpty()) {
          new Counted(scene, patch).check(item);
        }
      }
    }
  }

  /** The counts of all placements. */
  private static final class Counted {
    private final MaskScene scene;
    private final Size3 patch;
    private final Size3 corners;
    private final int[] counts;

    Counted(MaskScene scene, Size3 patch) {
      this.scene = scene;
      this.patch = patch;
      this.corners =
          new Size3(
              Math.max(scene.size.x() - patch.x(), 0) + 1,
              Math.max(scene.size.y() - patch.y(), 0) + 1,
              Math.max(scene.size.z() - patch.z(), 0) + 1);
      this.counts = new int[(int) corners.voxels()];
      for (int i = 0; i < counts.length; i++) {
        counts[i] = count(corner(i));
      }
    }

    private Index3 corner(int i) {
      int row = i / corners.x();
      return new Index3(i % corners.x(), row % corners.y(), row / corners.y());
    }

    private int at(int x, int y, int z) {
      return counts[(z * corners.y() + y) * corners.x() + x];
    }

    private int count(Index3 corner) {
      int found = 0;
      for (int z = corner.z(); z < corner.z() + patch.z(); z++) {
        for (int y = corner.y(); y < corner.y() + patch.y(); y++) {
          for (int x = corner.x(); x < corner.x() + patch.x(); x++) {
            found += scene.get(x, y, z) ? 1 : 0;
          }
        }
      }
      return found;
    }

    void check(RatioCase.Loaded item) {
      PatchRatios found = new PlacementScan(item, patch).run(new RatioPool());
      checkUniform(found.uniform());
      checkVoxels(found);
      List<Double> jitter = item.instances().stream().map(this::jitter).toList();
      Means means = found.jitter().orElseThrow();
      assertEquals(mean(jitter), means.mean(), TOLERANCE);
      assertEquals(jitter.stream().mapToDouble(one -> one).min().getAsDouble(), means.min(), 1e-12);
      assertEquals(jitter.stream().mapToDouble(one -> one).max().getAsDouble(), means.max(), 1e-12);
      List<Double> whole = item.instances().stream().map(this::holdingWhole).toList();
      assertEquals(mean(whole), found.instances().meanShareOfPlacements(), TOLERANCE);
    }

    private void checkUniform(UniformRatios found) {
      double[] ratios =
          Arrays.stream(counts).mapToDouble(count -> (double) count / patch.voxels()).toArray();
      double mean = Arrays.stream(ratios).average().getAsDouble();
      assertEquals(mean, found.mean(), TOLERANCE);
      double squares = Arrays.stream(ratios).map(one -> (one - mean) * (one - mean)).sum();
      assertEquals(Math.sqrt(squares / ratios.length), found.sd(), TOLERANCE);
      Arrays.sort(ratios);
      for (int i = 0; i < UniformRatios.QUANTILES.size(); i++) {
        double place = UniformRatios.QUANTILES.get(i) * (ratios.length - 1);
        double low = ratios[(int) place];
        double high = ratios[Math.min(ratios.length - 1, (int) place + 1)];
        double wanted = low + (high - low) * (place - (int) place);
        assertEquals(wanted, found.quantiles().get(i), TOLERANCE);
      }
      assertEquals(ratios[0], found.min());
      assertEquals(ratios[ratios.length - 1], found.max());
    }

    private void checkVoxels(PatchRatios found) {
      List<Double> positive = centred(label -> label != 0);
      List<Double> negative = centred(label -> label == 0);
      assertEquals(mean(positive), found.voxel().orElseThrow().mean(), TOLERANCE);
      if (!negative.isEmpty()) {
        assertEquals(mean(negative), found.background().orElseThrow().mean(), TOLERANCE);
        double zero = negative.stream().filter(ratio -> ratio == 0).count();
        assertEquals(zero / negative.size(), found.backgroundZeroShare());
      }
    }

    private List<Double> centred(IntPredicate wanted) {
      List<Double> ratios = new ArrayList<>();
      for (int i = 0; i < scene.voxels.length; i++) {
        if (wanted.test(scene.voxels[i])) {
          int row = i / scene.size.x();
          int x = clamp(i % scene.size.x() - patch.x() / 2, corners.x());
          int y = clamp(row % scene.size.y() - patch.y() / 2, corners.y());
          int z = clamp(row / scene.size.y() - patch.z() / 2, corners.z());
          ratios.add((double) at(x, y, z) / patch.voxels());
        }
      }
      return ratios;
    }

    private static int clamp(int corner, int corners) {
      return Math.max(0, Math.min(corners - 1, corner));
    }

    /** Every corner is asked whether its patch holds the instance, or the anchor, on each axis. */
    private double jitter(Instance instance) {
      List<Double> means = new ArrayList<>();
      for (Index3 anchor : instance.anchors()) {
        List<Double> ratios = new ArrayList<>();
        for (int i = 0; i < counts.length; i++) {
          if (allows(corner(i), anchor, instance)) {
            ratios.add((double) counts[i] / patch.voxels());
          }
        }
        means.add(mean(ratios));
      }
      return mean(means);
    }

    private boolean allows(Index3 corner, Index3 anchor, Instance instance) {
      boolean allowed = true;
      for (int axis = 0; axis < 3; axis++) {
        int begin = instance.box().begin().get(axis);
        int end = instance.box().end().get(axis);
        boolean fits = end - begin <= patch.get(axis);
        allowed &= holds(corner, axis, fits ? begin : anchor.get(axis));
        allowed &= !fits || holds(corner, axis, end - 1);
      }
      return allowed;
    }

    private boolean holds(Index3 corner, int axis, int voxel) {
      return corner.get(axis) <= voxel && voxel < corner.get(axis) + patch.get(axis);
    }

    private double holdingWhole(Instance instance) {
      int whole = 0;
      for (int i = 0; i < counts.length; i++) {
        boolean all = true;
        for (int axis = 0; axis < 3; axis++) {
          all &= holds(corner(i), axis, instance.box().begin().get(axis));
          all &= holds(corner(i), axis, instance.box().end().get(axis) - 1);
        }
        whole += all ? 1 : 0;
      }
      return (double) whole / counts.length;
    }

    private static double mean(List<Double> values) {
      return values.stream().mapToDouble(one -> one).average().orElseThrow();
    }
  }
}
