package org.ibengine.predict;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.ibengine.error.IbException;
import org.ibengine.text.Text;
import org.ibengine.volume.Volume;
import org.ibengine.work.CaseFailure;
import org.ibengine.work.MemoryBudget;
import org.ibengine.work.Workers;

/**
 * Gives cases memory to be stitched in, and writes those that are whole on a thread of its own, as
 * many side by side as the memory allows. Of one run; {@link Prediction} closes it.
 */
public final class CaseFinisher implements AutoCloseable {
  private final PredictionWriter writer;
  private final PredictionFolder folder;
  private final long limit;
  private final MemoryBudget budget;
  private final Workers workers = new Workers(1);
  private final List<CompletableFuture<Boolean>> writing = new ArrayList<>();
  private final List<String> predicted = new ArrayList<>(); // guarded by itself
  private final List<CaseFailure> failures = new ArrayList<>(); // guarded by itself

  /**
   * @param maxMemory bytes of host memory for cases that are stitched or written
   */
  public CaseFinisher(PredictionWriter writer, PredictionFolder folder, long maxMemory) {
    this.writer = writer;
    this.folder = folder;
    this.limit = maxMemory;
    this.budget = new MemoryBudget(maxMemory);
  }

  PredictionKind averaged() {
    return writer.averaged();
  }

  /** Without those that are up to date, and those that do not fit, which fail. */
  List<PredictedCase> wanted(List<PredictedCase> cases) {
    List<PredictedCase> wanted = new ArrayList<>();
    for (PredictedCase item : cases) {
      if (folder.has(item)) {
        continue;
      }
      if (bytes(item) <= limit) {
        wanted.add(item);
      } else {
        fail(
            item,
            Text.format(
                "case %s needs %d bytes to be put together and written, the memory limit leaves %d; allow more",
                item.name(), bytes(item), Math.max(0, limit)));
      }
    }
    return wanted;
  }

  private long bytes(PredictedCase item) {
    return bytes(item, writer);
  }

  /** Host memory that a case takes from its first window to its file. */
  public static long bytes(PredictedCase item, PredictionWriter writer) {
    return WindowStitcher.bytes(item.grids().stored().size(), 1) + writer.bytes(item.grids());
  }

  /** Waits until there is memory; the case is given back by {@link #finish} or {@link #drop}. */
  OpenCase open(PredictedCase item, WindowStitcher.Layout layout) {
    long bytes;
    try {
      bytes = budget.takeAtMost(bytes(item));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted while waiting for memory", e);
    }
    try {
      WindowStitcher stitcher =
          new WindowStitcher(item.grids().stored().size(), layout, 1, writer.backend()::allocate);
      return new OpenCase(item, stitcher, bytes);
    } catch (RuntimeException | Error e) {
      budget.giveBack(bytes);
      throw e;
    }
  }

  /** Begins to write a case that is whole; does not wait. */
  void finish(OpenCase whole) {
    writing.add(workers.compute(() -> write(whole)));
  }

  private boolean write(OpenCase whole) {
    try {
      Volume stitched = whole.stitcher().finish().get(0);
      writer.write(folder.file(whole.item().name()), whole.item().grids(), stitched);
      folder.add(whole.item());
      synchronized (predicted) {
        predicted.add(whole.item().name());
      }
      return true;
    } catch (IbException e) {
      failed(whole.item(), e);
      return false;
    } finally {
      drop(whole);
    }
  }

  /** Frees what was stitched of a case. */
  void drop(OpenCase of) {
    of.stitcher().close();
    budget.giveBack(of.bytes());
  }

  void failed(PredictedCase item, IbException reason) {
    fail(item, reason.getMessage());
  }

  private void fail(PredictedCase item, String message) {
    synchronized (failures) {
      failures.add(new CaseFailure(item.name(), message));
    }
  }

  /** After {@link #close}. */
  PredictionSummary summary(List<PredictedCase> cases, long windows, PredictionTimes times) {
    List<String> failed = failures.stream().map(CaseFailure::caseName).toList();
    List<String> upToDate =
        cases.stream()
            .map(PredictedCase::name)
            .filter(name -> !predicted.contains(name) && !failed.contains(name))
            .toList();
    return new PredictionSummary(predicted, upToDate, failures, windows, times);
  }

  /** Waits for files being written; throws what a write threw that is not a fault of its case. */
  @Override
  public void close() {
    try {
      Workers.awaitAll(writing);
    } finally {
      workers.close();
    }
  }
}
