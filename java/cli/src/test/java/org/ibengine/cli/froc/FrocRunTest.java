package org.ibengine.cli.froc;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.BrokenBarrierException;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import org.ibengine.backend.Backend;
import org.ibengine.backend.reference.ReferenceBackend;
import org.ibengine.cli.CommandLineRun;
import org.ibengine.cli.DatasetTree;
import org.ibengine.cli.FrocFolders;
import org.ibengine.cli.FrocFolders.Row;
import org.ibengine.cli.options.ExitCode;
import org.ibengine.evaluation.CaseEvaluator;
import org.ibengine.evaluation.CaseObjects;
import org.ibengine.evaluation.ScoreScale;
import org.ibengine.gzip.GzipCodec;
import org.ibengine.io.GridCheck;
import org.ibengine.label.Connectivity;
import org.ibengine.prepare.PrepareListener;
import org.ibengine.volume.VoxelType;
import org.ibengine.work.CaseFailure;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Several cases at a time. */
class FrocRunTest {
  private static final long MIB = 1 << 20;

  @TempDir Path folder;
  private FrocFolders files;

  @BeforeEach
  void setUp() {
    files = new FrocFolders(folder);
  }

  /** A case that, while it is read, waits for as many others as {@code meeting} wants. */
  private record Meeting(
      FrocTruth.Source source, CyclicBarrier meeting, long patienceMs, AtomicInteger met)
      implements FrocTruth.Source {
    @Override
    public FrocTruth read(Backend backend) {
      try {
        meeting.await(patienceMs, TimeUnit.MILLISECONDS);
        met.incrementAndGet();
      } catch (TimeoutException | BrokenBarrierException e) {
        meeting.reset();
      } catch (InterruptedException e) {
        throw new IllegalStateException(e);
      }
      return source.read(backend);
    }

    @Override
    public long peakBytes(GzipCodec codec) {
      return MIB;
    }
  }

  /** How many of two cases were read while the other one was. */
  private int met(FrocRun.Limits limits, long patienceMs) {
    Path mask = files.masks().resolve("a.nii.gz");
    CyclicBarrier meeting = new CyclicBarrier(2);
    AtomicInteger met = new AtomicInteger();
    SortedMap<String, FrocTruth.Source> truths = new TreeMap<>();
    for (String name : List.of("a", "b")) {
      truths.put(name, new Meeting(FrocTruth.ofImage(mask), meeting, patienceMs, met));
    }
    FrocRun.Outcome outcome = run(truths, limits);
    assertEquals(List.of("a", "b"), outcome.cases().stream().map(CaseObjects::name).toList());
    return met.get();
  }

  private static FrocRun.Outcome run(
      SortedMap<String, FrocTruth.Source> truths, FrocRun.Limits limits) {
    Backend backend = new ReferenceBackend();
    CaseEvaluator evaluator =
        new CaseEvaluator(backend, Connectivity.CORNER_26, ScoreScale.PROBABILITY, 0.5);
    return new FrocRun(backend, evaluator, new GridCheck(0.1), limits)
        .run(truths, new TreeMap<>(), PrepareListener.NONE);
  }

  @Test
  void asManyCasesAreReadAtATimeAsThereAreThreads() {
    assertEquals(2, met(new FrocRun.Limits(2, 2 * MIB), 20_000));
    assertEquals(0, met(new FrocRun.Limits(1, 2 * MIB), 50));
  }

  @Test
  void casesThatDoNotFitIntoMemoryTogetherComeOneAfterTheOther() {
    assertEquals(0, met(new FrocRun.Limits(2, 2 * MIB - 1), 50));
  }

  @Test
  void aCaseLargerThanTheMemoryComesAlone() {
    assertEquals(0, met(new FrocRun.Limits(2, MIB / 2), 50));
  }

  @Test
  void failuresKeepTheOrderOfTheNames() {
    SortedMap<String, FrocTruth.Source> truths = new TreeMap<>();
    for (String name : List.of("c", "a", "d", "b")) {
      truths.put(name, FrocTruth.ofImage(folder.resolve(name + ".nii")));
    }
    FrocRun.Outcome outcome = run(truths, new FrocRun.Limits(3, MIB));
    assertEquals(
        List.of("a", "b", "c", "d"),
        outcome.failures().stream().map(CaseFailure::caseName).toList());
    assertTrue(outcome.failures().get(2).message().contains("c.nii"), outcome.toString());
  }

  @Test
  void theBytesDoNotDependOnThreadsOrMemory() throws IOException {
    Path masks = files.masks();
    Path predictions = files.predictions();
    for (int i = 0; i < 5; i++) {
      String file = "c" + i + ".nii.gz";
      files.image(
          "masks/" + file, VoxelType.UINT8, FrocFolders.GRID, new Row(i, 2, 3, 1, 1), lesion(i));
      files.image(
          "pred/" + file, VoxelType.FLOAT32, FrocFolders.GRID, new Row(i, 2, 3, 0.6 + 0.05 * i));
    }
    Path wanted = froc(masks, predictions, "wanted", "--threads", 1);
    assertEquals(4, DatasetTree.files(wanted).size());
    DatasetTree.assertEqual(wanted, froc(masks, predictions, "two", "--threads", 2), "2 threads");
    DatasetTree.assertEqual(wanted, froc(masks, predictions, "nine", "--threads", 9), "9 threads");
    Path little = froc(masks, predictions, "little", "--threads", 4, "--max-memory", "1K");
    DatasetTree.assertEqual(wanted, little, "1 KiB");
  }

  private static Row lesion(int number) {
    return new Row(1, 5, number % 2, 1, 1, 1);
  }

  private Path froc(Path masks, Path predictions, String name, Object... options) {
    Path out = folder.resolve(name);
    List<Object> line = new ArrayList<>(List.of("froc", masks, predictions));
    line.addAll(List.of("-o", out, "--backend", "cpu"));
    line.addAll(List.of(options));
    CommandLineRun run = CommandLineRun.of(line.toArray());
    assertEquals(0, run.exitCode(), run.err());
    return out;
  }

  @Test
  void noThreadIsTooFew() {
    CommandLineRun run =
        CommandLineRun.of("froc", files.masks(), files.predictions(), "-o", "x", "--threads", 0);
    assertEquals(ExitCode.USAGE, run.exitCode());
    assertTrue(run.err().contains("--threads must be at least 1, was 0"), run.err());
  }
}
