package org.ibengine.plan;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalInt;
import org.ibengine.augment.Warping;
import org.ibengine.volume.Index3;
import org.ibengine.volume.Size3;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Transforms in the plans of epochs. */
class TransformPlanTest {
  private static final Size3 PATCH = new Size3(8, 6, 4);
  private static final String TEXT = "nnunet,rotation=0.5,elastic_deform=0.5,misalign=0.5";
  private static final PatchPool POOL = Pools.random(4, 4, 5);

  private static PlanOptions options(int batch, Placement placement, Draws draws) {
    return new PlanOptions(
            PATCH,
            batch,
            draws.replaces() ? 0 : 0.75,
            1,
            placement,
            Augmentation.parse(TEXT),
            Balance.INSTANCE,
            false,
            draws)
        .modalities(2);
  }

  private static List<PatchRequest> training(int batch) {
    return new Planner(POOL, options(batch, Placement.JITTER, Draws.IB))
        .training(0x5eed, 3)
        .requests();
  }

  @Test
  void drawsAreAsFrozen() throws IOException {
    List<String> lines = new ArrayList<>();
    for (PatchRequest request : training(6)) {
      Variation drawn = request.variation();
      lines.add(request.ordinal() + " " + drawn.warping() + " " + drawn.changes());
    }
    Path frozen =
        Path.of(System.getProperty("basedir", ""), "src/test/resources/plans/transforms.txt");
    assertEquals(Files.readAllLines(frozen), lines);
  }

  @Test
  void theBatchSizeMovesNoDraw() {
    List<PatchRequest> single = training(1);
    List<PatchRequest> six = training(6);
    assertEquals(single, six.subList(0, single.size()));
  }

  @Test
  void validationIsLeftAsItIs() {
    PlanOptions options = options(2, Placement.JITTER, Draws.IB);
    List<PatchRequest> shown = new ArrayList<>(new Planner(POOL, options).validation().requests());
    assertTrue(shown.size() > 4);
    assertTrue(shown.stream().allMatch(r -> r.variation().equals(Variation.NONE)));
  }

  @ParameterizedTest
  @EnumSource(Placement.class)
  void aVoxelOfTheInstanceStaysWhereItIs(Placement placement) {
    EpochPlan plan = new Planner(POOL, options(4, placement, Draws.IB)).training(1, 1);
    int warped = 0;
    for (PatchRequest request : plan.requests()) {
      Warping warping = request.variation().warping();
      if (warping.isNone() || !request.positive()) {
        assertEquals(null, warping.fixed());
        continue;
      }
      PositiveSite site =
          POOL.positives().stream()
              .filter(p -> p.source() == request.source())
              .filter(p -> p.instance().id() == request.instanceId())
              .findFirst()
              .orElseThrow();
      requireInside(warping.fixed());
      assertTrue(site.instance().anchors().contains(sum(request.corner(), warping.fixed())));
      warped++;
    }
    assertTrue(warped > 3);
  }

  @ParameterizedTest
  @EnumSource(
      value = Sampler.class,
      names = {"TUMOUR", "VOXEL", "UNIFORM"})
  void aVoxelThatAPatchIsDrawnForStaysWhereItIs(Sampler sampler) {
    PatchPool pool = DrawnPools.three();
    Draws draws = new Draws(sampler, OptionalInt.of(40), 0.5);
    Planner planner = new Planner(pool, options(5, Placement.JITTER, draws));
    int warped = 0;
    for (PatchRequest request : planner.training(1, 1).requests()) {
      Index3 fixed = request.variation().warping().fixed();
      assertEquals(request.positive() && !request.variation().warping().isNone(), fixed != null);
      if (fixed != null) {
        requireInside(fixed);
        Index3 voxel = sum(request.corner(), fixed);
        CaseSite site =
            pool.cases().stream()
                .filter(c -> c.source() == request.source())
                .findFirst()
                .orElseThrow();
        assertTrue(site.foreground().meets(voxel, new Size3(1, 1, 1)));
        warped++;
      }
    }
    assertTrue(sampler == Sampler.UNIFORM ? warped == 0 : warped > 20);
  }

  private static void requireInside(Index3 fixed) {
    for (int axis = 0; axis < 3; axis++) {
      assertTrue(fixed.get(axis) >= 0 && fixed.get(axis) < PATCH.get(axis), fixed.toString());
    }
  }

  private static Index3 sum(Index3 a, Index3 b) {
    return new Index3(a.x() + b.x(), a.y() + b.y(), a.z() + b.z());
  }
}
