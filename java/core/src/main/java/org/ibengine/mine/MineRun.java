package org.ibengine.mine;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.FileSystemException;
import java.util.List;
import java.util.Set;
import org.ibengine.backend.Backend;
import org.ibengine.error.DatasetException;
import org.ibengine.io.IoReason;
import org.ibengine.work.CaseJob;
import org.ibengine.work.CaseJobs;
import org.ibengine.work.CaseProgress;
import org.ibengine.work.Progress;

/** Mines all scans of a folder. */
public final class MineRun {
  private final MineRequest request;
  private final Backend backend;

  /**
   * @param backend must outlive the run; remains the caller's
   */
  public MineRun(MineRequest request, Backend backend) {
    this.request = request;
    this.backend = backend;
  }

  /**
   * Mines every scan, also if others fail; blocks until all files are on the disk. Equal input and
   * options give equal windows and an equal index, whatever the limits; an interrupted run can be
   * repeated. What an earlier run left in the output is removed where this one has nothing in its
   * place: the windows that its index listed, and cases of scans that are skipped now.
   *
   * @param limits how many scans at a time, within which memory
   * @param progress hears of the bytes of the scans' voxels
   * @throws DatasetException if the folder or a CSV file is at fault, two scans have one uid, or
   *     the output cannot be written
   */
  public MineSummary run(CaseJobs.Limits limits, Progress progress) {
    MineOutput output = new MineOutput(request.output());
    ScanFiles.Found found = ScanFiles.find(request.input().scans(), backend.gzip());
    Input input = new Input(FindingFiles.read(request.input()), found);
    try {
      output.create();
      return run(input, output, limits, progress);
    } catch (UncheckedIOException e) {
      throw new DatasetException(
          request.output(),
          "cannot be written: " + reason(e.getCause()) + "; mend that and run it again",
          e);
    }
  }

  /** With the file, where it is known. */
  private static String reason(IOException e) {
    boolean named = e instanceof FileSystemException refused && refused.getFile() != null;
    return (named ? ((FileSystemException) e).getFile() + ": " : "") + IoReason.of(e);
  }

  private record Input(FindingFiles files, ScanFiles.Found found) {
    Set<String> uids() {
      return found.uids();
    }
  }

  /** What is refused is refused before anything of an earlier run is removed. */
  private MineSummary run(
      Input input, MineOutput output, CaseJobs.Limits limits, Progress progress) {
    MineSummary summary;
    EarlierIndex earlier;
    try (MinedDataset dataset = dataset(output, input.uids())) {
      List<String> others = MinedDataset.others(output, request.options().layout(), input.uids());
      earlier = EarlierIndex.setAside(output);
      CaseJobs.Outcome<MinedScan> outcome = mine(input, target(output, dataset), limits, progress);
      List<RowCount> rows = input.files().rows(input.uids());
      summary =
          new MineSummary(
              outcome.results(), outcome.failures(), rows, input.found().loneMasks(), others);
      if (dataset != null) { // their labels and windows are those of an earlier run
        summary.skipped().forEach(scan -> dataset.remove(scan.uid()));
      }
    }
    output.writeIndex(
        MineTable.of(summary.scans(), request.options().draw()), MineJson.of(request, summary));
    earlier.removeUnlisted(summary.files());
    return summary;
  }

  private CaseJobs.Outcome<MinedScan> mine(
      Input input, ScanMiner.Target target, CaseJobs.Limits limits, Progress progress) {
    ScanMiner miner = new ScanMiner(request.options(), input.files(), target, backend);
    List<Job> jobs = input.found().scans().stream().map(scan -> new Job(scan, miner)).toList();
    return CaseJobs.run(jobs, limits, progress);
  }

  /** Null where none is written. */
  private MinedDataset dataset(MineOutput output, Set<String> uids) {
    return request.options().layout().hasVolumes()
        ? MinedDataset.open(output, request.options(), uids, backend)
        : null;
  }

  private ScanMiner.Target target(MineOutput output, MinedDataset dataset) {
    return new ScanMiner.Target(
        output,
        dataset,
        dataset == null ? null : MineSources.ofAnnotations(request.input().annotations()));
  }

  private static final class Job implements CaseJob<MinedScan> {
    private final Scan scan;
    private final ScanMiner miner;

    Job(Scan scan, ScanMiner miner) {
      this.scan = scan;
      this.miner = miner;
    }

    @Override
    public String name() {
      return scan.uid();
    }

    @Override
    public long share() {
      return miner.voxelBytes(scan);
    }

    @Override
    public long bytes() {
      return miner.bytes(scan);
    }

    @Override
    public MinedScan run(CaseProgress progress) {
      return miner.mine(scan, progress);
    }
  }
}
