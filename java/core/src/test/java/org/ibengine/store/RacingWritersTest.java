package org.ibengine.store;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Sessions without a lock that commit one case, and who reads it meanwhile. */
class RacingWritersTest {
  private static final int WRITERS = 4;
  private static final int COMMITS = 50; // of each

  @TempDir private Path temporary;

  @Test
  void twoHundredCommitsHaveNoErrorAndAReaderSeesNoMixture() throws Exception {
    DatasetFolder folder = new DatasetFolder(temporary.resolve("out"));
    VolumeCases.commit(folder, 1, DurableFiles.withoutLocks());
    CountDownLatch running = new CountDownLatch(WRITERS);
    ExecutorService threads = Executors.newFixedThreadPool(WRITERS + 1);
    try {
      List<Future<Integer>> writers = new ArrayList<>();
      for (int writer = 0; writer < WRITERS; writer++) {
        writers.add(threads.submit(writer(folder, 1000 * (writer + 1), running)));
      }
      Future<Set<Integer>> reader = threads.submit(reader(folder, running));
      int commits = 0;
      for (Future<Integer> writer : writers) {
        commits += writer.get();
      }
      assertEquals(WRITERS * COMMITS, commits);
      Set<Integer> seen = reader.get();
      assertTrue(seen.size() > 2, "commits that the reader saw: " + seen);
    } finally {
      threads.shutdownNow();
    }
    assertEquals(COMMITS - 1, VolumeCases.read(folder) % 1000, "the last commit of a writer");
    assertEquals(1 + WRITERS * COMMITS, VolumeCases.data(folder).size());
    DatasetVerifier.Report report = DatasetVerifier.verify(folder.root());
    assertEquals(List.of(), report.problems());
    assertEquals(WRITERS * COMMITS, report.supersededFiles());
    VolumeCases.open(folder, new DurableFiles()).close(); // alone, so it removes them
    assertEquals(1, VolumeCases.data(folder).size());
  }

  private static Callable<Integer> writer(DatasetFolder folder, int first, CountDownLatch running) {
    return () -> {
      try (DatasetSession session = VolumeCases.open(folder, DurableFiles.withoutLocks())) {
        int commits = 0;
        for (; commits < COMMITS; commits++) {
          session.commit(VolumeCases.stage(session, first + commits));
        }
        return commits;
      } finally {
        running.countDown();
      }
    };
  }

  private static Callable<Set<Integer>> reader(DatasetFolder folder, CountDownLatch running) {
    return () -> {
      Set<Integer> seen = new TreeSet<>();
      do {
        seen.add(VolumeCases.read(folder));
      } while (running.getCount() > 0);
      return seen;
    };
  }
}
