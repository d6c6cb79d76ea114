package org.ibengine.work;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class CaseProgressTest {
  private final List<Long> told = new ArrayList<>();

  private final Progress progress =
      new Progress() {
        @Override
        public void started(long total) {}

        @Override
        public void advanced(long amount) {
          told.add(amount);
        }
      };

  @Test
  void stepsAreToldOnceAndAddUpToTheShare() {
    CaseProgress share = new CaseProgress(progress, 30);
    share.reached(0.2);
    share.reached(0.2);
    share.reached(0.5);
    share.finish();
    assertEquals(List.of(6L, 9L, 15L), told);
  }

  @Test
  void noMoreThanTheShareIsTold() {
    CaseProgress share = new CaseProgress(progress, 7);
    share.reached(1.5);
    share.finish();
    assertEquals(List.of(7L), told);
  }

  @Test
  void goingBackIsNotTold() {
    CaseProgress share = new CaseProgress(progress, 10);
    share.reached(0.5);
    share.reached(0.3);
    assertEquals(List.of(5L), told);
  }
}
