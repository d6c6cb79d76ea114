package org.ibengine.work;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class MemoryBudgetTest {
  private static final long MIB = 1 << 20;

  @Test
  void whoDoesNotFitWaitsForWhoHasIt() throws Exception {
    MemoryBudget budget = new MemoryBudget(3 * MIB);
    budget.take(2 * MIB);
    CompletableFuture<Void> second =
        CompletableFuture.runAsync(
            () -> {
              try {
                budget.take(2 * MIB);
              } catch (InterruptedException e) {
                throw new IllegalStateException(e);
              }
            });
    assertThrows(
        java.util.concurrent.TimeoutException.class, () -> second.get(50, TimeUnit.MILLISECONDS));
    budget.giveBack(2 * MIB);
    second.get(10, TimeUnit.SECONDS);
  }

  @Test
  void whatNeverFitsIsRefused() {
    MemoryBudget budget = new MemoryBudget(MIB);
    assertTrue(budget.canHold(MIB));
    assertFalse(budget.canHold(MIB + 1));
    assertThrows(IllegalArgumentException.class, () -> budget.take(MIB + 1));
  }

  @Test
  void ofMoreThanThereIsAllCanBeTaken() throws InterruptedException {
    MemoryBudget budget = new MemoryBudget(3 * MIB);
    assertEquals(MIB, budget.takeAtMost(MIB));
    budget.giveBack(MIB);
    assertEquals(3 * MIB, budget.takeAtMost(5 * MIB));
    budget.giveBack(3 * MIB);
    budget.take(3 * MIB);
  }
}
