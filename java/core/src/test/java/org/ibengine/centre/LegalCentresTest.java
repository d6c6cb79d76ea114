package org.ibengine.centre;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import org.ibengine.volume.Index3;
import org.ibengine.volume.Size3;
import org.ibengine.volume.VoxelBits;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Order, distances and hardness against lists and loops. */
class LegalCentresTest {
  private static final Size3 WINDOW = new Size3(4, 3, 5);

  private final Size3 size = new Size3(70, 9, 11);
  private final VoxelBits bits = VoxelBits.none(size);
  private final List<Index3> inOrder = new ArrayList<>();
  private Findings findings;

  private void make(long seed, int count) {
    Random random = new Random(seed);
    List<Finding> all = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      all.add(
          new Finding(
              random.nextDouble() * 80 - 5,
              random.nextDouble() * 12 - 1,
              random.nextDouble() * 14 - 1,
              0.2 + random.nextDouble() * 3));
    }
    findings = new Findings(all);
    for (int x = 0; x < size.x(); x++) {
      for (int y = 0; y < size.y(); y++) {
        for (int z = 0; z < size.z(); z++) {
          if (random.nextInt(3) == 0) {
            bits.set(x, y, z);
            inOrder.add(new Index3(x, y, z));
          }
        }
      }
    }
  }

  private static List<Index3> list(LegalCentres centres) {
    List<Index3> list = new ArrayList<>();
    for (long rank = 0; rank < centres.size(); rank++) {
      list.add(centres.get(rank));
    }
    return list;
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3})
  void ranksGoThroughTheCentresXOutermostAndZInnermost(long seed) {
    make(seed, 0);
    LegalCentres centres = LegalCentres.of(bits);
    assertEquals(inOrder, list(centres));
    assertThrows(IndexOutOfBoundsException.class, () -> centres.get(inOrder.size()));
    assertThrows(IndexOutOfBoundsException.class, () -> centres.get(-1));
    assertEquals(0, LegalCentres.of(VoxelBits.none(size)).size());
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4, 5, 6})
  void theHardestAreThoseUpToTheGapOfTheirShare(long seed) {
    make(seed, (int) seed);
    LegalCentres centres = LegalCentres.of(bits);
    HashSet<Index3> before = new HashSet<>(inOrder);
    for (double hardness : new double[] {0, 0.01, 0.3, 0.5, 0.9, 0.99, 0.999999}) {
      double[] gaps =
          inOrder.stream().mapToDouble(at -> findings.boxGap(at, WINDOW)).sorted().toArray();
      int kept = Math.max(1, (int) Math.ceil((1 - hardness) * gaps.length));
      List<Index3> expected =
          inOrder.stream()
              .filter(at -> findings.boxGap(at, WINDOW) <= gaps[kept - 1] + Findings.SLACK)
              .toList();
      List<Index3> found = list(centres.hardest(hardness, findings, WINDOW));
      assertEquals(expected, found);
      assertTrue(before.containsAll(found), "not monotone at " + hardness);
      before = new HashSet<>(found);
    }
  }

  @Test
  void withoutFindingsAllAreAsHard() {
    make(5, 0);
    assertEquals(inOrder, list(LegalCentres.of(bits).hardest(0.95, findings, WINDOW)));
    LegalCentres none = LegalCentres.of(VoxelBits.none(size));
    make(6, 3);
    assertEquals(0, none.hardest(0.95, findings, WINDOW).size());
  }

  @ParameterizedTest
  @ValueSource(longs = {11, 12, 13})
  void rulesTakeOutWhatIsTooNearAndNothingElse(long seed) {
    make(seed, 4);
    VoxelBits inside = CentreRules.inside(size, WINDOW);
    VoxelBits centre = VoxelBits.all(size);
    CentreRules.keepFromCentres(centre, findings, 6);
    VoxelBits surface = VoxelBits.all(size);
    CentreRules.keepFromSurfaces(surface, findings, 2.5);
    VoxelBits window = VoxelBits.all(size);
    CentreRules.keepWindowsFree(window, findings, WINDOW, 1.25);
    VoxelBits balls = findings.voxels(size);
    for (int x = 0; x < size.x(); x++) {
      for (int y = 0; y < size.y(); y++) {
        for (int z = 0; z < size.z(); z++) {
          Index3 at = new Index3(x, y, z);
          boolean isInside = x >= 2 && x + 2 <= 70 && y >= 1 && y + 2 <= 9 && z >= 2 && z + 3 <= 11;
          assertEquals(isInside, inside.get(x, y, z), at.toString());
          assertEquals(findings.centreDistance(at) + 1e-6 >= 6, centre.get(x, y, z));
          assertEquals(findings.surfaceDistance(at) + 1e-6 >= 2.5, surface.get(x, y, z));
          assertEquals(findings.boxGap(at, WINDOW) + 1e-6 >= 1.25, window.get(x, y, z));
          assertEquals(findings.surfaceDistance(at) <= 0, balls.get(x, y, z));
        }
      }
    }
  }

  /** A window 4 long around 10 ends at 11.5; the ball begins at 14 − 1.5. */
  @Test
  void distancesAreThoseOfTheDrawing() {
    Findings one = new Findings(List.of(new Finding(14, 5, 5, 1.5)));
    Index3 centre = new Index3(10, 5, 5);
    assertEquals(4, one.centreDistance(centre));
    assertEquals(2.5, one.surfaceDistance(centre));
    assertEquals(1, one.boxGap(centre, new Size3(4, 4, 4)));
    assertEquals(-1.5, one.boxGap(new Index3(13, 5, 5), new Size3(4, 4, 4)));
    Findings none = new Findings(List.of());
    assertEquals(Double.POSITIVE_INFINITY, none.boxGap(centre, WINDOW));
    assertEquals(Double.POSITIVE_INFINITY, none.centreDistance(centre));
  }

  @Test
  void countsSayWhichRuleLeavesNone() {
    assertEquals(
        "5,225 centres inside, box leaves 0; before it, centre leaves 30, surface 20",
        new RuleCounts(5225, 30, 20, 0, 0).text());
    assertEquals("0 centres inside", new RuleCounts(0, 0, 0, 0, 0).text());
    assertEquals(
        "9 centres inside, lung leaves 0; before it, centre leaves 9, surface 9, box 8",
        new RuleCounts(9, 9, 9, 8, 0).text());
    assertEquals("7 centres inside, centre leaves 0", new RuleCounts(7, 0, 0, 0, 0).text());
  }
}
