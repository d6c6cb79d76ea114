package org.ibengine.work;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class CaseJobsTest extends OnCaseJobs {
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
