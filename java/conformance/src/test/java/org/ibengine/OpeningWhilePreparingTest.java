package org.ibengine;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.ibengine.conformance.TinyCase;
import org.ibengine.conformance.TinyDataset;
import org.ibengine.error.DatasetException;
import org.ibengine.index.Layout;
import org.ibengine.store.DatasetFolder;
import org.ibengine.store.DatasetReader;
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

  /**
   * What a run replaces stays until the next one begins, which here waits for the readers: so none
   * of them may be refused.
   */
  @Test
  void whoOpensWhilePrepareReplacesTheCaseGetsOneOfTheTwo() throws Exception {
    List<List<String>> both = both(Layout.VOLUMES);
    Path dataset = version(0).prepare(folder, Layout.VOLUMES);
    ExecutorService thread = Executors.newSingleThreadExecutor();
    try {
      for (int run = 1; run <= RUNS; run++) {
        int number = run % 2;
        Future<Path> preparing =
            thread.submit(() -> version(number).prepare(folder, Layout.VOLUMES));
        while (!preparing.isDone()) {
          opened(dataset, both);
        }
        preparing.get();
        assertEquals(number, opened(dataset, both));
      }
    } finally {
      thread.shutdownNow();
    }
  }

  private static int opened(Path dataset, List<List<String>> both) {
    try (IbEngine engine = IbEngine.open(dataset, OPTIONS)) {
      int version = both.indexOf(delivered(engine));
      assertTrue(version >= 0, "neither of the two versions");
      return version;
    }
  }

  @Test
  void whatWasOpenedBeforeTheCaseWasReplacedDeliversTheOldCaseUntilTheNextRun() throws Exception {
    List<List<String>> both = both(Layout.VOLUMES);
    Path dataset = version(0).prepare(folder, Layout.VOLUMES);
    DatasetFolder files = new DatasetFolder(dataset);
    Path old = files.resolve(DatasetReader.readCase(files, "one").volumesPath());
    try (IbEngine before = IbEngine.open(dataset, OPTIONS);
        IbEngine late = IbEngine.open(dataset, OPTIONS)) {
      version(1).prepare(folder, Layout.VOLUMES);
      assertEquals(both.get(0), delivered(before));
      assertEquals(1, opened(dataset, both));
      version(0).prepare(folder, Layout.VOLUMES);
      assertFalse(Files.exists(old));
      DatasetException gone = assertThrows(DatasetException.class, () -> delivered(late));
      assertEquals(old, gone.path());
      assertTrue(gone.getMessage().contains("open the dataset again"), gone.getMessage());
    }
  }
}
