package org.ibengine.work;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/** What ends a run before its last case. */
class CaseJobsEndTest extends OnCaseJobs {
  @Test
  void failFastBeginsNoFurtherCase() {
    CaseJobs.Outcome<String> outcome =
        run(
            new CaseJobs.Limits(1, new MemoryBudget(MIB), true),
            job("a", () -> "A"),
            job(
                "b",
                () -> {
                  throw fault("b.nii");
                }),
            job("c", () -> "C"));
    assertEquals(List.of("A"), outcome.results());
    assertEquals(List.of(new CaseFailure("b", "b.nii: is damaged")), outcome.failures());
  }

  @Test
  void cancellingBeginsNoFurtherCaseAndKeepsWhatIsUnderWay() {
    Cancellation cancellation = new Cancellation();
    CaseJobs.Outcome<String> outcome =
        run(
            new CaseJobs.Limits(1, new MemoryBudget(MIB), false, cancellation),
            job("a", () -> "A"),
            job(
                "b",
                () -> {
                  cancellation.cancel();
                  return "B";
                }),
            job("c", () -> "C"));
    assertEquals(List.of("A", "B"), outcome.results());
    assertEquals(List.of(), outcome.failures());
  }

  @Test
  void aJobHearsOfItsFailureAsSoonAsItIsKnown() {
    ConcurrentLinkedQueue<String> heard = new ConcurrentLinkedQueue<>();
    CaseJob<String> broken =
        new CaseJob<>() {
          @Override
          public String name() {
            return "a";
          }

          @Override
          public long share() {
            return 1;
          }

          @Override
          public long bytes() {
            throw fault("a.nii");
          }

          @Override
          public String run(CaseProgress progress) {
            return "A";
          }

          @Override
          public void failed(CaseFailure failure) {
            heard.add(failure.message());
          }
        };
    CaseJob<String> next = job("b", () -> String.join(",", heard));
    assertEquals(
        List.of("a.nii: is damaged"),
        CaseJobs.run(List.of(broken, next), limits(1, MIB), Progress.NONE).results());
  }

  @Test
  void whatIsNoCasesFaultEndsTheRunOnceTheCasesUnderWayHaveEnded() {
    CountDownLatch begun = new CountDownLatch(1);
    CountDownLatch broken = new CountDownLatch(1);
    ConcurrentLinkedQueue<String> ended = new ConcurrentLinkedQueue<>();
    UncheckedIOException full = new UncheckedIOException(new IOException("No space left"));
    Job[] jobs = {
      job(
          "a",
          () -> {
            begun.await();
            broken.countDown();
            throw full;
          }),
      job(
          "b",
          () -> {
            begun.countDown();
            broken.await();
            ended.add("b");
            return "B";
          }),
      job("c", () -> "C")
    };
    assertSame(full, assertThrows(UncheckedIOException.class, () -> run(limits(2, 2 * MIB), jobs)));
    assertEquals(List.of("b"), List.copyOf(ended));
  }

  @Test
  void anErrorEndsTheRunAndLetsNoFurtherCaseBegin() {
    AtomicInteger begun = new AtomicInteger();
    Job[] jobs = {
      job(
          "a",
          () -> {
            throw new StackOverflowError("deep");
          }),
      job("b", () -> "B" + begun.incrementAndGet())
    };
    assertThrows(StackOverflowError.class, () -> run(limits(1, MIB), jobs));
    assertEquals(0, begun.get());
  }

  @Test
  void anInterruptLetsTheCaseUnderWayEndAndNoFurtherOneBegin() throws Exception {
    CountDownLatch begun = new CountDownLatch(1);
    CountDownLatch goOn = new CountDownLatch(1);
    ConcurrentLinkedQueue<String> ended = new ConcurrentLinkedQueue<>();
    Job[] jobs = {
      job(
          "a",
          () -> {
            begun.countDown();
            goOn.await();
            ended.add("a");
            return "A";
          }),
      job("b", () -> String.valueOf(ended.add("b")))
    };
    CompletableFuture<Boolean> flag = new CompletableFuture<>();
    Thread caller =
        new Thread(
            () -> {
              try {
                run(limits(1, MIB), jobs);
                flag.completeExceptionally(new AssertionError("not interrupted"));
              } catch (IllegalStateException e) {
                flag.complete(Thread.currentThread().isInterrupted());
              }
            });
    caller.start();
    begun.await();
    caller.interrupt();
    while (caller.getState() != Thread.State.TIMED_WAITING) {
      Thread.onSpinWait(); // until it waits for the end of what was begun
    }
    goOn.countDown();
    assertTrue(flag.get());
    assertEquals(List.of("a"), List.copyOf(ended));
  }
}
