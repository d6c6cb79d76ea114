package org.ibengine.encode;

import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.ibengine.backend.Backend;
import org.ibengine.error.DatasetException;
import org.ibengine.index.DatasetOptions;
import org.ibengine.index.Layout;
import org.ibengine.store.CaseRecord;
import org.ibengine.store.DatasetFolder;
import org.ibengine.store.DatasetJson;
import org.ibengine.store.DatasetReader;
import org.ibengine.store.DatasetSession;
import org.ibengine.store.DurableFiles;
import org.ibengine.store.OutputFile;
import org.ibengine.store.OutputPlace;
import org.ibengine.store.PreparedCase;
import org.ibengine.store.WriteFailure;
import org.ibengine.text.Text;
import org.ibengine.work.CaseFailure;
import org.ibengine.work.CaseJobs;
import org.ibengine.work.MemoryBudget;
import org.ibengine.work.Progress;

/**
 * Writes a dataset of the layout volumes anew in another encoding. Voxels and records stay, so that
 * epochs are the same and {@code ib prepare} finds every case up to date.
 */
public final class DatasetConversion {
  private final ConvertRequest request;
  private final Backend backend;
  private final DatasetFolder source;
  private final DatasetFolder target;
  private final DatasetOptions options;
  private final List<Converted> current = new ArrayList<>();
  private final List<CaseFailure> failures = new ArrayList<>();

  /** A case that the target has, and the bytes of its files. */
  record Converted(String name, long bytesBefore, long bytesAfter) {
    static Converted of(CaseRecord from, CaseRecord to) {
      return new Converted(to.index().name(), bytes(from), bytes(to));
    }

    private static long bytes(CaseRecord record) {
      return record.outputs().stream().mapToLong(OutputFile::bytes).sum();
    }
  }

  private DatasetConversion(ConvertRequest request, Backend backend) {
    this.request = request;
    this.backend = backend;
    this.source = new DatasetFolder(request.source());
    this.target = new DatasetFolder(request.target());
    this.options = DatasetReader.options(source);
  }

  /**
   * Converts all cases that the target does not have yet. Blocks. Each is read, written, read again
   * and compared voxel by voxel, then committed; so the target has it whole or not at all, and a
   * run that was interrupted can be repeated. A fault in a case ends only that case.
   *
   * @param backend must outlive the run; remains the caller's
   * @param progress hears of bytes of voxels
   * @return also lists the failed cases
   * @throws DatasetException if the source is not a dataset of the layout volumes or holds no case,
   *     the target is in the source or holds a dataset of other options, or cannot be written
   */
  public static ConvertSummary run(ConvertRequest request, Backend backend, Progress progress) {
    DurableFiles files = request.locked() ? new DurableFiles() : DurableFiles.withoutLocks();
    return run(request, backend, progress, files);
  }

  static ConvertSummary run(
      ConvertRequest request, Backend backend, Progress progress, DurableFiles files) {
    OutputPlace.requireApart(List.of(request.source()), request.target());
    try {
      return new DatasetConversion(request, backend).run(progress, files);
    } catch (UncheckedIOException e) {
      throw WriteFailure.of(request.target(), e);
    }
  }

  private ConvertSummary run(Progress progress, DurableFiles files) {
    long start = System.nanoTime();
    requireVolumes();
    requireSameOptions();
    List<String> names = DatasetReader.completeCases(source);
    if (names.isEmpty()) {
      throw new DatasetException(source.root(), "holds no complete case; run ib prepare first");
    }
    if (!Files.exists(target.datasetFile()) && noneCanBeConverted(names)) {
      return summary(List.of(), (System.nanoTime() - start) / 1e9); // and leave no folder behind
    }
    CaseJobs.Limits limits =
        new CaseJobs.Limits(request.threads(), new MemoryBudget(request.maxMemoryBytes()));
    try (DatasetSession session = DatasetSession.open(target, options, Set.copyOf(names), files)) {
      CaseJobs.Outcome<Converted> outcome = CaseJobs.run(jobs(names, session), limits, progress);
      failures.addAll(outcome.failures());
      return summary(outcome.results(), (System.nanoTime() - start) / 1e9);
    }
  }

  /** Then their faults are the failures. */
  private boolean noneCanBeConverted(List<String> names) {
    List<CaseFailure> found = new ArrayList<>();
    for (String name : names) {
      try {
        PreparedCase item = PreparedCase.read(source, name);
        requireOptions(item);
        CaseConversion.require(item, request, options);
        return false;
      } catch (DatasetException e) {
        found.add(new CaseFailure(name, e.getMessage()));
      }
    }
    failures.addAll(found);
    return true;
  }

  private void requireVolumes() {
    if (options.layout() != Layout.VOLUMES) {
      throw new DatasetException(
          source.root(),
          "must have the layout volumes to be converted, has patches; run ib prepare --layout"
              + " volumes");
    }
  }

  private void requireSameOptions() {
    if (Files.exists(target.datasetFile())
        && !DatasetJson.hash(DatasetReader.options(target)).equals(DatasetJson.hash(options))) {
      throw new DatasetException(
          target.root(),
          Text.format(
              "holds a dataset of other options than %s; choose another folder", source.root()));
    }
  }

  private List<CaseConversion> jobs(List<String> names, DatasetSession session) {
    CaseConversion.Shared shared =
        new CaseConversion.Shared(request, backend, options, target, session);
    List<CaseConversion> jobs = new ArrayList<>();
    for (String name : names) {
      try {
        PreparedCase item = PreparedCase.read(source, name);
        requireOptions(item);
        CaseConversion job = new CaseConversion(shared, item);
        job.current().ifPresentOrElse(current::add, () -> jobs.add(job));
      } catch (DatasetException e) {
        failures.add(new CaseFailure(name, e.getMessage()));
      }
    }
    return jobs;
  }

  private void requireOptions(PreparedCase item) {
    if (!item.record().optionsHash().equals(DatasetJson.hash(options))) {
      throw new DatasetException(
          source.caseFile(item.name()),
          "was made with other options than dataset.json says; repeat the run that wrote it");
    }
  }

  private ConvertSummary summary(List<Converted> converted, double seconds) {
    return new ConvertSummary(
        converted.stream().map(Converted::name).toList(),
        current.stream().map(Converted::name).toList(),
        failures.stream().sorted(Comparator.comparing(CaseFailure::caseName)).toList(),
        Stream.concat(converted.stream(), current.stream()).mapToLong(Converted::bytesBefore).sum(),
        Stream.concat(converted.stream(), current.stream()).mapToLong(Converted::bytesAfter).sum(),
        seconds);
  }
}
