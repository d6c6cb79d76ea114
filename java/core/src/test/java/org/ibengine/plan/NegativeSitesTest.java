package org.ibengine.plan;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Collections;
import java.util.List;
import org.ibengine.plan.NegativeSites.OfSource;
import org.ibengine.volume.Index3;
import org.ibengine.volume.Size3;
import org.junit.jupiter.api.Test;

class NegativeSitesTest {
  private static final Size3 SMALL = new Size3(3, 5, 7);
  private static final Size3 LARGE = new Size3(30, 50, 70);
  private static final Index3 A = new Index3(0, 1, 2);
  private static final Index3 B = new Index3(1, 0, 2);
  private static final Index3 C = new Index3(2, 0, 1);

  /** Of sources 4, 6 and 9; 5 has no window. */
  private static NegativeSites sites() {
    return new NegativeSites(
        List.of(
            new OfSource(4, "one", SMALL, List.of(A, B)),
            new OfSource(5, "two", SMALL, List.of()),
            new OfSource(6, "three", LARGE, List.of(C)),
            new OfSource(9, "one", LARGE, List.of(B, A, C))));
  }

  private static final List<NegativeSite> OBJECTS =
      List.of(
          new NegativeSite(4, "one", SMALL, A),
          new NegativeSite(4, "one", SMALL, B),
          new NegativeSite(6, "three", LARGE, C),
          new NegativeSite(9, "one", LARGE, B),
          new NegativeSite(9, "one", LARGE, A),
          new NegativeSite(9, "one", LARGE, C));

  @Test
  void windowsComeInTheOrderOfTheirSources() {
    assertEquals(OBJECTS, sites().stream().toList());
    assertEquals(sites(), NegativeSites.of(OBJECTS));
    assertEquals(OBJECTS.size(), sites().count());
  }

  @Test
  void sourceAndCaseAreTheWindows() {
    for (int rank = 0; rank < OBJECTS.size(); rank++) {
      assertEquals(OBJECTS.get(rank).source(), sites().source(rank));
      assertEquals(OBJECTS.get(rank).caseName(), sites().caseName(rank));
    }
  }

  @Test
  void aSourceThatIsCutOutAlreadyIsOneWindow() {
    assertEquals(
        List.of(new NegativeSite(3, "one", SMALL, Index3.ZERO)),
        new NegativeSites(List.of(OfSource.whole(3, "one", SMALL))).stream().toList());
  }

  @Test
  void sourcesWithoutAWindowAreLeftOut() {
    assertEquals(List.of(4, 6, 9), sites().parts().stream().map(OfSource::source).toList());
    assertTrue(new NegativeSites(List.of(new OfSource(5, "two", SMALL, List.of()))).isEmpty());
  }

  @Test
  void casesAreChosenInTheSameOrder() {
    assertEquals(
        OBJECTS.stream().filter(site -> site.caseName().equals("one")).toList(),
        sites().where("one"::equals).stream().toList());
    assertTrue(sites().where("four"::equals).isEmpty());
  }

  @Test
  void aRankBeyondTheWindowsIsRefused() {
    assertThrows(IndexOutOfBoundsException.class, () -> sites().get(6));
    assertThrows(IndexOutOfBoundsException.class, () -> sites().source(-1));
    assertThrows(IndexOutOfBoundsException.class, () -> new NegativeSites(List.of()).caseName(0));
  }

  @Test
  void moreWindowsThanAnIntCountsAreTold() {
    OfSource part = new OfSource(0, "one", LARGE, Collections.nCopies(Integer.MAX_VALUE, A));
    OfSource more = new OfSource(1, "two", LARGE, List.of(B, C));
    NegativeSites all = new NegativeSites(List.of(part, part, more));
    assertEquals(2L * Integer.MAX_VALUE + 2, all.count());
    assertEquals(C, all.get(all.count() - 1).corner());
    assertEquals("one", all.caseName(2L * Integer.MAX_VALUE - 1));
    assertThrows(IndexOutOfBoundsException.class, () -> all.get(all.count()));
  }
}
