package org.ibengine.prepare;

import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.ibengine.error.DatasetException;
import org.ibengine.index.Layout;
import org.ibengine.input.InputCase;
import org.ibengine.store.DatasetSession;
import org.ibengine.store.StagedCase;
import org.ibengine.text.Text;
import org.ibengine.work.CaseJob;
import org.ibengine.work.CaseJobs;
import org.ibengine.work.CaseProgress;
import org.ibengine.work.MemoryBudget;
import org.ibengine.work.Workers;

/** Brings cases through the pipeline, several at a time, within the memory budget. For one run. */
final class CaseQueue {
  private static final long MIB = 1 << 20;

  private final RunContext context;
  private final DatasetSession dataset;
  private final long bufferBytes;
  private final MemoryBudget budget;

  /**
   * @throws IllegalArgumentException if the memory does not even hold the buffers
   */
  CaseQueue(RunContext context, DatasetSession dataset) {
    this.context = context;
    this.dataset = dataset;
    int threads = context.execution().threads();
    bufferBytes = writesPatches() ? PatchWriter.bufferBytes(context.backend().gzip(), threads) : 0;
    if (bufferBytes >= context.execution().maxMemoryBytes()) {
      throw new IllegalArgumentException(
          Text.format(
                  "max memory must hold the buffers of %d threads, %d MiB, was %d MiB; give more or use",
                  threads, bufferBytes / MIB + 1, maxMemoryMib())
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
  void run(Map<InputCase, CaseReader.Need> todo) {
    int threads = context.execution().threads();
    // one more than compute: a case that waits for the disk leaves no processor idle
    CaseJobs.Limits limits =
        new CaseJobs.Limits(threads + 1, budget, context.execution().failFast());
    try (Workers workers = new Workers(threads);
        PatchWriter patches =
            writesPatches() ? new PatchWriter(context, workers, context.outcome().clock()) : null) {
      CaseReader reader = new CaseReader(context, workers, context.outcome().clock());
      CaseWorker worker = new CaseWorker(context, dataset::stage, reader, patches);
      List<Job> jobs = new ArrayList<>();
      todo.forEach((item, need) -> jobs.add(new Job(item, need, worker)));
      CaseJobs.run(jobs, limits, context.listener())
          .failures()
          .forEach(failure -> context.outcome().failed(failure.caseName(), failure.message()));
    }
  }

  /** One case from raw files to its commit; what comes out is its name, the record may be large. */
  private final class Job implements CaseJob<String> {
    private final InputCase item;
    private final CaseReader.Need need;
    private final CaseWorker worker;

    Job(InputCase item, CaseReader.Need need, CaseWorker worker) {
      this.item = item;
      this.need = need;
      this.worker = worker;
    }

    @Override
    public String name() {
      return item.name();
    }

    @Override
    public long share() {
      return need.voxelBytes();
    }

    @Override
    public long bytes() {
      if (!budget.canHold(need.peakBytes())) {
        throw new DatasetException(
            item.place(),
            Text.format(
                "needs %d MiB of memory and %d MiB of buffers, --max-memory gives %d MiB; raise it",
                need.peakBytes() / MIB + 1, bufferBytes / MIB + 1, maxMemoryMib()));
      }
      return need.peakBytes();
    }

    @Override
    public String run(CaseProgress progress) {
      CaseWorker.Made made = worker.stage(item, new CaseSteps(progress));
      commit(made.staged());
      context.outcome().prepared(made.staged().record());
      made.warnings().forEach(context.outcome()::warned);
      return item.name();
    }

    private void commit(StagedCase staged) {
      long start = System.nanoTime();
      try {
        dataset.commit(staged);
      } catch (RuntimeException e) {
        staged.staging().discard();
        throw e;
      }
      context.outcome().clock().add(Stage.COMMIT, start, 0);
    }
  }
}
