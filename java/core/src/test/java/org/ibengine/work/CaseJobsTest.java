package org.ibengine.work;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.ibengine.error.DatasetException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60) // a deadlock is a failure
class CaseJobsTest {
  private static final long MIB = 1 << 20;

  /** What a job does. */
  private interface Body {
    String run() throws Exception;
  }

  private record Job(String name, long share, long bytes, Body body) implements CaseJob<String> {
    @Override
    public String run(CaseProgress progress) {
      try {
        return body.run();
      } catch (RuntimeException e) {
        throw e;
      } catch (Exception e) {
        throw new AssertionError(e);
      }
    }
  }

  private static Job job(String name, Body body) {
    return new Job(name, 1, MIB, body);
  }

  private static CaseJobs.Limits limits(int atOnce, long bytes) {
    return new CaseJobs.Limits(atOnce, new MemoryBudget(bytes));
  }

  private static CaseJobs.Outcome<String> run(CaseJobs.Limits limits, Job... jobs) {
    return CaseJobs.run(List.of(jobs), limits, Progress.NONE);
  }

  private static DatasetException fault(String file) {
    return new DatasetException(Path.of(file), "is damaged");
  }

  @Test
  void resultsAndFailuresComeInTheOrderOfTheJobsNotOfTheirEnds() {
    CountDownLatch last = new CountDownLatch(1);
    CaseJobs.Outcome<String> outcome =
        run(
            limits(4, 4 * MIB),
            job(
                "c",
                () -> {
                  last.await();
                  return "C";
                }),
            job(
                "b",
                () -> {
                  last.await();
                  throw fault("b.nii");
                }),
            job(
                "d",
                () -> {
                  throw new IllegalArgumentException("d: no spacing");
                }),
            job(
                "a",
                () -> {
                  last.countDown();
                  return "A";
                }));
    assertEquals(List.of("C", "A"), outcome.results());
    assertEquals(
        List.of(new CaseFailure("b", "b.nii: is damaged"), new CaseFailure("d", "d: no spacing")),
        outcome.failures());
  }

  @Test
  void asManyCasesAreWorkedOnAtATimeAsAreAllowed() {
    CyclicBarrier three = new CyclicBarrier(3);
    Body meet = () -> String.valueOf(three.await(30, TimeUnit.SECONDS) >= 0);
    CaseJobs.Outcome<String> outcome =
        run(limits(3, 3 * MIB), job("a", meet), job("b", meet), job("c", meet));
    assertEquals(List.of("true", "true", "true"), outcome.results());
  }

  /** The most jobs that were inside at once. */
  private static int crowd(CaseJobs.Limits limits, long bytes) {
    AtomicInteger inside = new AtomicInteger();
    AtomicInteger most = new AtomicInteger();
    Body body =
        () -> {
          most.accumulateAndGet(inside.incrementAndGet(), Math::max);
          Thread.yield();
          inside.decrementAndGet();
          return "";
        };
    Job[] jobs = new Job[200];
    for (int i = 0; i < jobs.length; i++) {
      jobs[i] = new Job("c" + i, 1, bytes, body);
    }
    assertEquals(200, run(limits, jobs).results().size());
    return most.get();
  }

  @Test
  void casesThatDoNotFitIntoMemoryTogetherComeOneAfterTheOther() {
    assertEquals(1, crowd(limits(4, 3 * MIB - 1), 3 * MIB / 2));
  }

  @Test
  void aCaseLargerThanTheMemoryComesAlone() {
    assertEquals(1, crowd(limits(4, MIB), 5 * MIB));
  }

  @Test
  void memoryIsGivenBackByCasesThatFail() throws InterruptedException {
    MemoryBudget budget = new MemoryBudget(2 * MIB);
    Body bad =
        () -> {
          throw fault("x.nii");
        };
    run(new CaseJobs.Limits(2, budget), job("a", bad), job("b", bad), job("c", bad));
    budget.take(2 * MIB);
  }

  @Test
  void aCaseWhoseNeedCannotBeToldFailsAlone() {
    CaseJob<String> unreadable =
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
            throw new AssertionError("must not be begun");
          }
        };
    CaseJobs.Outcome<String> outcome =
        CaseJobs.run(List.of(unreadable, job("b", () -> "B")), limits(1, 2 * MIB), Progress.NONE);
    assertEquals(List.of("B"), outcome.results());
    assertEquals(List.of(new CaseFailure("a", "a.nii: is damaged")), outcome.failures());
  }

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

  @Test
  void progressIsTheSharesOfAllCasesThatEnded() {
    AtomicLong total = new AtomicLong();
    AtomicLong through = new AtomicLong();
    Progress progress =
        new Progress() {
          @Override
          public void started(long amount) {
            total.set(amount);
          }

          @Override
          public void advanced(long amount) {
            through.addAndGet(amount);
          }
        };
    CaseJobs.run(
        List.of(
            new Job("a", 5, MIB, () -> "A"),
            new Job(
                "b",
                7,
                MIB,
                () -> {
                  throw fault("b.nii");
                })),
        limits(2, 2 * MIB),
        progress);
    assertEquals(12, total.get());
    assertEquals(12, through.get());
  }
}
