package org.ibengine;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.ibengine.conformance.TinyCase;
import org.ibengine.conformance.TinyDataset;
import org.ibengine.error.DatasetException;
import org.ibengine.index.Layout;
import org.ibengine.volume.Size3;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A dataset that is opened while its cases are replaced: the old case or the new one, not both. */
class OpeningWhilePreparingTest {
  private static final int RUNS = 30;
  private static final Size3 SIZE = new Size3(9, 8, 7);
  private static final EngineOptions OPTIONS =
      EngineOptions.defaults().backend("reference").threads(1).patchSize(3, 3, 3);

  @TempDir private Path folder;

  /** The case in two versions that differ in their lesions alone. */
  private static TinyDataset version(int number) {
    TinyCase item = new TinyCase("one", SIZE);
    return new TinyDataset(
        number == 0 ? item.lesion(1, 1, 1, 1, 3, 3, 3) : item.lesion(2, 4, 4, 3, 8, 6, 6));
  }

  private static List<String> delivered(IbEngine engine) {
    FormatOneTest.Run run = new FormatOneTest.Run("this", "one", OPTIONS, 0);
    return FormatOneTest.delivered(engine, run);
  }

  private List<List<String>> both(Layout layout) {
    List<List<String>> both = new ArrayList<>();
    for (int number = 0; number < 2; number++) {
      Path alone = version(number).prepare(folder.resolve("alone" + number), layout);
      try (IbEngine engine = IbEngine.open(alone, OPTIONS)) {
        both.add(delivered(engine));
      }
    }
    assertNotEquals(both.get(0), both.get(1));
    return both;
  }

  @Test
  void whoOpensWhilePrepareReplacesTheCaseGetsOneOfTheTwo() throws Exception {
    List<List<String>> both = both(Layout.VOLUMES);
    Path dataset = version(0).prepare(folder, Layout.VOLUMES);
    CountDownLatch running = new CountDownLatch(1);
    ExecutorService thread = Executors.newSingleThreadExecutor();
    Set<Integer> seen = new TreeSet<>();
    try {
      Future<?> preparing =
          thread.submit(
              () -> {
                try {
                  for (int i = 1; i <= RUNS; i++) {
                    version(i % 2).prepare(folder, Layout.VOLUMES);
                  }
                } finally {
                  running.countDown();
                }
              });
      while (running.getCount() > 0) {
        try (IbEngine engine = IbEngine.open(dataset, OPTIONS)) {
          seen.add(versionOf(engine, both));
        }
      }
      preparing.get();
    } finally {
      thread.shutdownNow();
    }
    seen.remove(-1);
    assertEquals(Set.of(0, 1), seen);
  }

  /** −1 if its volumes were removed before they were read, which has to be told. */
  private static int versionOf(IbEngine engine, List<List<String>> both) {
    try {
      int version = both.indexOf(delivered(engine));
      assertTrue(version >= 0, "neither of the two versions");
      return version;
    } catch (DatasetException e) {
      assertTrue(e.getMessage().contains("open the dataset again"), e.getMessage());
      return -1;
    }
  }
}
