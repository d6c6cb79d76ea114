package org.ibengine.plan;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.apache.commons.rng.UniformRandomProvider;
import org.ibengine.plan.RandomStreams.Purpose;
import org.ibengine.volume.Box;
import org.ibengine.volume.Index3;
import org.ibengine.volume.Size3;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class PatchPlacerTest {
  private static final Size3 PATCH = new Size3(8, 6, 4);

  private static Index3 place(Placement placement, PositiveSite site, int draw) {
    return place(new PatchPlacer(PATCH, placement), site, draw);
  }

  private static Index3 place(PatchPlacer placer, PositiveSite site, int draw) {
    UniformRandomProvider random = new RandomStreams(1, 0).of(Purpose.PLACEMENT, draw);
    return placer.place(site, PatchPlacer.anchor(site, random), random);
  }

  @ParameterizedTest
  @EnumSource(
      value = Placement.class,
      names = {"REFERENCE", "JITTER", "CLAMP"})
  void everyPlacementHoldsAVoxelOfItsInstanceAndLiesInTheVolume(Placement placement) {
    for (PositiveSite site : Pools.random(77, 200, 0).positives()) {
      for (int draw = 0; draw < 5; draw++) {
        Index3 corner = place(placement, site, draw);
        Box patch =
            Pools.box(
                corner.x(), corner.y(), corner.z(), corner.x() + 8, corner.y() + 6, corner.z() + 4);
        assertTrue(
            site.instance().anchors().stream().anyMatch(patch::contains),
            () -> site + " at " + corner);
        for (int axis = 0; axis < 3; axis++) {
          int furthest = Math.max(0, site.volume().get(axis) - PATCH.get(axis));
          assertTrue(corner.get(axis) >= 0, () -> site + " at " + corner);
          if (placement != Placement.REFERENCE) {
            assertTrue(corner.get(axis) <= furthest, () -> site + " at " + corner);
          }
        }
      }
    }
  }

  @Test
  void jitterKeepsAnInstanceThatFitsWhollyInside() {
    for (PositiveSite site : Pools.random(78, 200, 0).positives()) {
      Index3 corner = place(Placement.JITTER, site, 0);
      Box extent = site.instance().box();
      for (int axis = 0; axis < 3; axis++) {
        if (extent.size().get(axis) <= PATCH.get(axis)) {
          assertTrue(corner.get(axis) <= extent.begin().get(axis));
          assertTrue(corner.get(axis) + PATCH.get(axis) >= extent.end().get(axis));
        }
      }
    }
  }

  @Test
  void jitterIsUniformOverAllPlacements() {
    PositiveSite site =
        Pools.site(
            0,
            1,
            new Size3(40, 40, 40),
            Pools.box(20, 20, 20, 21, 21, 21),
            Pools.box(16, 17, 18, 24, 23, 22));
    int draws = 19_200; // 100 for each of the 8 · 6 · 4 placements
    int[] counts = new int[192];
    for (int draw = 0; draw < draws; draw++) {
      Index3 corner = place(Placement.JITTER, site, draw);
      counts[((20 - corner.z()) * 6 + 20 - corner.y()) * 8 + 20 - corner.x()]++;
    }
    double chiSquare = 0;
    for (int count : counts) {
      chiSquare += (count - 100.0) * (count - 100.0) / 100;
    }
    // 191 degrees of freedom: mean 191, standard deviation 19.5; five of them either way.
    assertTrue(chiSquare > 93 && chiSquare < 289, "chi-square " + chiSquare);
  }

  @Test
  void referencePlacementIsTheBoxWhereItHasTheSizeOfThePatch() {
    PositiveSite site =
        Pools.site(
            0, 1, new Size3(40, 40, 40), Pools.box(4, 5, 6, 5, 7, 9), Pools.box(0, 1, 4, 8, 7, 8));
    assertEquals(new Index3(0, 1, 4), place(Placement.REFERENCE, site, 0));
    assertEquals(new Index3(0, 1, 4), place(Placement.REFERENCE, site, 1));
    assertEquals(new Index3(0, 1, 4), new PatchPlacer(PATCH, Placement.REFERENCE).placeFixed(site));
  }

  @Test
  void theCentreIsTheDrawnAnchorWhereverTheVolumeEnds() {
    for (PositiveSite site : Pools.random(79, 100, 0).positives()) {
      Index3 first = site.instance().anchors().get(0);
      Index3 last = site.instance().anchors().get(1);
      boolean firstSeen = false;
      boolean lastSeen = false;
      for (int draw = 0; draw < 40; draw++) {
        Index3 corner = place(Placement.CENTRE, site, draw);
        firstSeen |= corner.equals(new Index3(first.x() - 4, first.y() - 3, first.z() - 2));
        lastSeen |= corner.equals(new Index3(last.x() - 4, last.y() - 3, last.z() - 2));
        assertTrue(
            corner.equals(new Index3(first.x() - 4, first.y() - 3, first.z() - 2))
                || corner.equals(new Index3(last.x() - 4, last.y() - 3, last.z() - 2)),
            () -> site + " at " + corner);
      }
      assertTrue(firstSeen && lastSeen, () -> "only one anchor of " + site);
    }
  }

  @Test
  void anOddPatchHasItsMiddleVoxelInTheCentre() {
    PositiveSite site =
        Pools.site(
            0, 1, new Size3(9, 9, 9), Pools.box(0, 4, 8, 1, 5, 9), Pools.box(0, 0, 0, 9, 9, 9));
    PatchPlacer placer = new PatchPlacer(new Size3(5, 4, 3), Placement.CENTRE);
    assertEquals(new Index3(-2, 2, 7), place(placer, site, 0));
  }

  @Test
  void clampMovesTheCentreAsLittleAsPossible() {
    Size3 volume = new Size3(20, 20, 3);
    PatchPlacer placer = new PatchPlacer(PATCH, Placement.CLAMP);
    PositiveSite site =
        Pools.site(0, 1, volume, Pools.box(0, 0, 0, 20, 20, 3), Pools.box(0, 0, 0, 20, 20, 3));
    for (int x = 0; x < 20; x++) {
      for (int y = 0; y < 20; y++) {
        Index3 corner =
            placer.place(
                site, new Index3(x, y, 1), new RandomStreams(1, 0).of(Purpose.PLACEMENT, 0));
        // As MONAI's correct_crop_centers: the start is clipped to [0, size − patch].
        assertEquals(Math.min(Math.max(x - 4, 0), 12), corner.x());
        assertEquals(Math.min(Math.max(y - 3, 0), 14), corner.y());
        assertEquals(0, corner.z());
      }
    }
  }

  @Test
  void aVolumeSmallerThanThePatchStartsAtItsCorner() {
    PositiveSite site =
        Pools.site(
            0, 1, new Size3(5, 3, 2), Pools.box(1, 1, 1, 2, 2, 2), Pools.box(0, 0, 0, 5, 3, 2));
    assertEquals(Index3.ZERO, place(Placement.REFERENCE, site, 0));
    assertEquals(Index3.ZERO, place(Placement.JITTER, site, 0));
  }
}
