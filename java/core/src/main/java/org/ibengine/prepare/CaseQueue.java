package org.ibengine.prepare;

import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.ibengine.error.IbException;
import org.ibengine.index.Layout;
import org.ibengine.store.DatasetWriter;

/** Brings cases through the pipeline, several at a time, within the memory budget. For one run. */
final class CaseQueue {
  private static final long MIB = 1 << 20;

  private final RunContext context;
  private final DatasetWriter dataset;
  private final long bufferBytes;
  private final MemoryBudget budget;
  private volatile boolean stopped;

  /**
   * @throws IllegalArgumentException if the memory does not even hold the buffers
   */
  CaseQueue(RunContext context, DatasetWriter dataset) {
    this.context = context;
    this.dataset = dataset;
    int threads = context.execution().threads();
    bufferBytes = writesPatches() ? PatchWriter.bufferBytes(context.backend().gzip(), threads) : 0;
    if (bufferBytes >= context.execution().maxMemoryBytes()) {
      throw new IllegalArgumentException(
          "max memory must hold the buffers of %d threads, %d MiB, was %d MiB; give more or use"
                  .formatted(threads, bufferBytes / MIB + 1, maxMemoryMib())
              + " fewer threads");
    }
    budget = new MemoryBudget(context.execution().maxMemoryBytes() - bufferBytes);
  }

  private boolean writesPatches() {
    return context.options().layout() == Layout.PATCHES;
  }

  private long maxMemoryMib() {
    return context.execution().maxMemoryBytes() / MIB;
  }

  /**
   * Returns when every case is committed or has failed.
   *
   * @throws UncheckedIOException if the dataset folder cannot be written: no case can succeed then
   */
  void run(Map<CaseFolder, CaseReader.Need> todo) {
    try (Workers workers = new Workers(context.execution().threads());
        PatchWriter patches =
            writesPatches() ? new PatchWriter(context, workers, context.outcome().clock()) : null) {
      CaseReader reader = new CaseReader(context, workers, context.outcome().clock());
      CasePreparation preparation = new CasePreparation(context, dataset, reader, patches);
      List<CompletableFuture<Void>> running = new ArrayList<>();
      todo.forEach(
          (item, need) ->
              running.add(
                  CompletableFuture.runAsync(() -> lead(item, need, preparation), workers.lead())));
      Workers.awaitAll(running);
    }
  }

  /** One case from admission to commit or failure. */
  private void lead(CaseFolder item, CaseReader.Need need, CasePreparation preparation) {
    CaseProgress progress = new CaseProgress(context.listener(), need.voxelBytes());
    if (!budget.canHold(need.peakBytes())) {
      fail(item, tooLarge(item, need));
      progress.finish();
      return;
    }
    try {
      prepareWithin(need.peakBytes(), item, progress, preparation);
    } catch (IbException | IllegalArgumentException e) {
      fail(item, e.getMessage());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      stopped = true;
    } catch (RuntimeException | Error e) {
      stopped = true; // the disk is full, or the like: no other case would fare better
      throw e;
    }
  }

  private void prepareWithin(
      long bytes, CaseFolder item, CaseProgress progress, CasePreparation preparation)
      throws InterruptedException {
    budget.take(bytes);
    try {
      if (!stopped) {
        context.outcome().prepared(preparation.prepare(item, progress));
      }
    } finally {
      budget.giveBack(bytes);
    }
  }

  private void fail(CaseFolder item, String message) {
    context.outcome().failed(item.name(), message);
    stopped |= context.execution().failFast();
  }

  private String tooLarge(CaseFolder item, CaseReader.Need need) {
    return "%s: needs %d MiB of memory and %d MiB of buffers, --max-memory gives %d MiB; raise it"
        .formatted(
            item.folder(), need.peakBytes() / MIB + 1, bufferBytes / MIB + 1, maxMemoryMib());
  }
}
