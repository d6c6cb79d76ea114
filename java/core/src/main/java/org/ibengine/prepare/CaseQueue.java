package org.ibengine.prepare;

import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.ibengine.backend.Backend;
import org.ibengine.encode.VolumePacker;
import org.ibengine.error.DatasetException;
import org.ibengine.grid.GridOrigin;
import org.ibengine.index.DatasetOptions;
import org.ibengine.index.Layout;
import org.ibengine.index.ModalityScales;
import org.ibengine.input.InputCase;
import org.ibengine.store.CaseRecord;
import org.ibengine.store.DatasetSession;
import org.ibengine.store.StagedCase;
import org.ibengine.text.Text;
import org.ibengine.work.Cancellation;
import org.ibengine.work.CaseFailure;
import org.ibengine.work.CaseJob;
import org.ibengine.work.CaseJobs;
import org.ibengine.work.CaseProgress;
import org.ibengine.work.MemoryBudget;
import org.ibengine.work.Workers;

/** Brings cases through the pipeline, several at a time, within the memory budget. For one run. */
final class CaseQueue {
  private static final long MIB = 1 << 20;

  private final PreparePlan plan;
  private final Backend backend;
  private final PrepareListener listener;
  private final RunOutcome outcome;
  private final long bufferBytes;
  private final MemoryBudget budget;

  /**
   * @throws IllegalArgumentException if the memory does not even hold the buffers
   */
  CaseQueue(PreparePlan plan, Backend backend, PrepareListener listener, RunOutcome outcome) {
    this.plan = plan;
    this.backend = backend;
    this.listener = listener;
    this.outcome = outcome;
    int threads = execution().threads();
    bufferBytes = writesPatches() ? PatchWriter.bufferBytes(backend.gzip(), threads) : 0;
    if (bufferBytes >= execution().maxMemoryBytes()) {
      throw new IllegalArgumentException(
          Text.format(
                  "max memory must hold the buffers of %d threads, %d MiB, was %d MiB; give more or use",
                  threads, bufferBytes / MIB + 1, maxMemoryMib())
              + " fewer threads");
    }
    budget = new MemoryBudget(execution().maxMemoryBytes() - bufferBytes);
  }

  private PrepareRequest.Execution execution() {
    return plan.request().execution();
  }

  private boolean writesPatches() {
    return plan.options().layout() == Layout.PATCHES;
  }

  private long maxMemoryMib() {
    return execution().maxMemoryBytes() / MIB;
  }

  /**
   * Returns when every case is committed or has failed.
   *
   * @throws UncheckedIOException if the dataset folder cannot be written: no case can succeed then
   */
  void run(Map<InputCase, CaseNeed> todo, DatasetSession dataset, Cancellation cancellation) {
    int threads = execution().threads();
    // one more than compute: a case that waits for the disk leaves no processor idle
    CaseJobs.Limits limits =
        new CaseJobs.Limits(threads + 1, budget, execution().failFast(), cancellation);
    try (Workers workers = new Workers(threads);
        PatchWriter patches = writesPatches() ? patchWriter(workers) : null) {
      CaseReader reader = new CaseReader(backend, plan.options(), workers, outcome);
      CaseWorker worker =
          new CaseWorker(
              plan.options(), dataset::stage, reader, patches, packer(), outcome.clock());
      List<Job> jobs = new ArrayList<>();
      todo.forEach((item, need) -> jobs.add(new Job(item, need, worker, dataset)));
      CaseJobs.run(jobs, limits, listener);
    }
  }

  /** Null where volumes stay raw. */
  private VolumePacker packer() {
    return plan.packs() ? new VolumePacker(backend) : null;
  }

  private PatchWriter patchWriter(Workers workers) {
    DatasetOptions options = plan.options();
    ModalityScales scales = ModalityScales.ofSingleCases(options, options.scales());
    return new PatchWriter(backend, scales, execution().threads(), workers, outcome.clock());
  }

  /** One case from raw files to its commit; what comes out is its name, the record may be large. */
  private final class Job implements CaseJob<String> {
    private final InputCase item;
    private final CaseNeed need;
    private final CaseWorker worker;
    private final DatasetSession dataset;

    Job(InputCase item, CaseNeed need, CaseWorker worker, DatasetSession dataset) {
      this.item = item;
      this.need = need;
      this.worker = worker;
      this.dataset = dataset;
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
      listener.caseStarted(item.name());
      CaseWorker.Made made = worker.stage(item, new CaseSteps(progress));
      commit(made.staged());
      outcome.prepared(made.staged().record());
      made.warnings().forEach(outcome::warned);
      tell(made.staged().record());
      return item.name();
    }

    private void tell(CaseRecord record) {
      if (!record.changes().isEmpty()) {
        listener.lesionsChanged(item.name(), record.changes());
      }
      record
          .origin()
          .map(GridOrigin::changes)
          .filter(changes -> !changes.isEmpty())
          .ifPresent(changes -> listener.instancesChanged(item.name(), changes));
      listener.caseDone(record);
    }

    @Override
    public void failed(CaseFailure failure) {
      outcome.failed(failure);
      listener.caseFailed(failure);
    }

    private void commit(StagedCase staged) {
      long start = System.nanoTime();
      try {
        dataset.commit(staged);
      } catch (RuntimeException e) {
        staged.staging().discard();
        throw e;
      }
      outcome.clock().add(Stage.COMMIT, start, 0);
    }
  }
}
