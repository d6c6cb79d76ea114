package org.ibengine.serve;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.api.Test;

/** On a clock that only pauses move on, by 100 ms each. */
class ClientEndTest {
  private int pauses;

  private ClientEnd.Clock clock(int interruptAt) {
    return new ClientEnd.Clock() {
      @Override
      public long milliseconds() {
        return 777 + 100L * pauses;
      }

      @Override
      public boolean pause() {
        return ++pauses != interruptAt;
      }
    };
  }

  @Test
  void processThatHasEndedIsNotWaitedFor() {
    new ClientEnd(() -> true, clock(-1)).await();
    assertEquals(0, pauses);
  }

  @Test
  void processThatEndsIsWaitedForUntilItDoes() {
    new ClientEnd(() -> pauses == 3, clock(-1)).await();
    assertEquals(3, pauses);
  }

  @Test
  void processThatLivesOnIsWaitedForUntilThePatienceIsOver() {
    new ClientEnd(() -> false, clock(-1)).await();
    assertEquals(15, pauses);
  }

  @Test
  void interruptEndsTheWait() {
    new ClientEnd(() -> false, clock(2)).await();
    assertEquals(2, pauses);
    new ClientEnd(() -> false, clock(4)).awaitWhile(() -> true);
    assertEquals(4, pauses);
  }

  @Test
  void conditionIsWaitedForLongerThanThePatienceButNotPastTheEndOfTheProcess() {
    new ClientEnd(() -> false, clock(-1)).awaitWhile(() -> pauses < 40);
    assertEquals(40, pauses);
    new ClientEnd(() -> pauses == 45, clock(-1)).awaitWhile(() -> true);
    assertEquals(45, pauses);
  }
}
