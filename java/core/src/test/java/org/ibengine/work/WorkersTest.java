package org.ibengine.work;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;

class WorkersTest {
  @Test
  void resultsComeInTheOrderOfTheTasksNotOfTheirEnds() {
    CountDownLatch second = new CountDownLatch(1);
    try (Workers workers = new Workers(2)) {
      CompletableFuture<String> slow =
          workers.compute(
              () -> {
                second.await();
                return "slow";
              });
      CompletableFuture<String> quick =
          workers.compute(
              () -> {
                second.countDown();
                return "quick";
              });
      assertEquals(List.of("slow", "quick"), Workers.awaitAll(List.of(slow, quick)));
    }
  }

  @Test
  void theFirstFailureIsThrownAfterAllHaveEnded() {
    CountDownLatch failed = new CountDownLatch(1);
    IllegalStateException first = new IllegalStateException("first");
    try (Workers workers = new Workers(2)) {
      CompletableFuture<Object> bad =
          workers.compute(
              () -> {
                failed.countDown();
                throw first;
              });
      CompletableFuture<Object> good =
          workers.compute(
              () -> {
                failed.await();
                return 1;
              });
      CompletableFuture<Object> worse =
          workers.compute(
              () -> {
                throw new IllegalStateException("second");
              });
      RuntimeException thrown =
          assertThrows(
              IllegalStateException.class, () -> Workers.awaitAll(List.of(bad, good, worse)));
      assertSame(first, thrown);
      assertTrue(good.isDone());
    }
  }

  @Test
  void aCheckedFailureIsTheCause() {
    IOException reason = new IOException("the disk");
    try (Workers workers = new Workers(1)) {
      CompletableFuture<Object> bad =
          workers.compute(
              () -> {
                throw reason;
              });
      CompletionException thrown =
          assertThrows(CompletionException.class, () -> Workers.awaitAll(List.of(bad)));
      assertSame(reason, thrown.getCause());
    }
  }

  @Test
  void whatWasBegunHasEndedOnceTheWorkersAreClosed() {
    CompletableFuture<Integer> task;
    try (Workers workers = new Workers(1)) {
      task = workers.compute(() -> 7);
    }
    assertEquals(7, task.getNow(0));
  }
}
