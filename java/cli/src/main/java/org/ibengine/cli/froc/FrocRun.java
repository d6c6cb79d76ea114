package org.ibengine.cli.froc;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.SortedMap;
import org.ibengine.backend.Backend;
import org.ibengine.error.DatasetException;
import org.ibengine.evaluation.CaseEvaluator;
import org.ibengine.evaluation.CaseObjects;
import org.ibengine.io.GridCheck;
import org.ibengine.io.Image;
import org.ibengine.io.ImageFiles;
import org.ibengine.io.ImageHeader;
import org.ibengine.label.Components;
import org.ibengine.prepare.PrepareListener;
import org.ibengine.text.Text;
import org.ibengine.volume.Geometry;
import org.ibengine.work.CaseFailure;
import org.ibengine.work.MemoryBudget;
import org.ibengine.work.ParallelReading;

/**
 * Evaluates cases side by side. In memory at once, for each: the prediction as its file has it, one
 * byte a voxel, and the runs of both masks.
 */
final class FrocRun {
  /**
   * How many cases at a time.
   *
   * @param threads cases at most
   * @param memoryBytes for the voxels of all of them; a case that needs more has it alone
   */
  record Limits(int threads, long memoryBytes) {}

  private record Evaluated(CaseObjects objects, CaseFailure failure) {}

  private final Backend backend;
  private final CaseEvaluator evaluator;
  private final GridCheck gridCheck;
  private final int threads;
  private final MemoryBudget budget;

  FrocRun(Backend backend, CaseEvaluator evaluator, GridCheck gridCheck, Limits limits) {
    this.backend = backend;
    this.evaluator = evaluator;
    this.gridCheck = gridCheck;
    this.threads = limits.threads();
    this.budget = new MemoryBudget(limits.memoryBytes());
  }

  /** Cases that went well, by name, and the others. */
  record Outcome(List<CaseObjects> cases, List<CaseFailure> failures) {}

  /**
   * Goes through all cases, whatever happens to one.
   *
   * @param predictions by case name; a case without one has found nothing
   * @return both in the order of the names, whatever the limits
   */
  Outcome run(
      SortedMap<String, FrocTruth.Source> truths,
      Map<String, Path> predictions,
      PrepareListener progress) {
    progress.started(predictions.values().stream().mapToLong(file -> file.toFile().length()).sum());
    List<String> names = List.copyOf(truths.keySet());
    List<Evaluated> all =
        ParallelReading.map(
            threads,
            names.size(),
            i -> {
              Path prediction = predictions.get(names.get(i));
              Evaluated done = evaluated(names.get(i), truths.get(names.get(i)), prediction);
              progress.advanced(prediction == null ? 0 : prediction.toFile().length());
              return done;
            });
    return new Outcome(
        all.stream().map(Evaluated::objects).filter(Objects::nonNull).toList(),
        all.stream().map(Evaluated::failure).filter(Objects::nonNull).toList());
  }

  private Evaluated evaluated(String name, FrocTruth.Source truth, Path prediction) {
    try {
      long taken = budget.takeAtMost(peakBytes(truth, prediction));
      try {
        return new Evaluated(evaluate(name, truth, prediction), null);
      } finally {
        budget.giveBack(taken);
      }
    } catch (DatasetException e) {
      return new Evaluated(null, new CaseFailure(name, e.getMessage()));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted while cases were evaluated", e);
    }
  }

  /** Of voxels: the ground truth is gone before the prediction is read and cut into a mask. */
  private long peakBytes(FrocTruth.Source truth, Path prediction) {
    long wholeTruth = truth.peakBytes(backend.gzip());
    if (prediction == null) {
      return wholeTruth;
    }
    ImageHeader header = ImageFiles.readHeader(prediction, backend.gzip());
    long ofVoxel = header.storedType().sizeBytes() + 1L;
    return Math.max(wholeTruth, header.geometry().size().voxels() * ofVoxel);
  }

  private CaseObjects evaluate(String name, FrocTruth.Source source, Path prediction) {
    Components instances;
    Geometry grid;
    try (FrocTruth truth = source.read(backend)) {
      instances = evaluator.instances(truth.mask());
      grid = truth.geometry();
    }
    if (prediction == null) {
      return CaseObjects.withoutPrediction(name, instances);
    }
    ImageHeader header = ImageFiles.readHeader(prediction, backend.gzip());
    gridCheck.require(header, new GridCheck.Wanted("ground truth", grid));
    requireUnscaled(header);
    try (Image image = ImageFiles.read(prediction, backend::allocate, backend.gzip())) {
      return evaluator.evaluate(name, instances, image.volume());
    } catch (IllegalArgumentException e) {
      throw new DatasetException(prediction, e.getMessage(), e);
    }
  }

  private static void requireUnscaled(ImageHeader header) {
    if (header.isScaled()) {
      throw new DatasetException(
          header.path(),
          Text.format(
                  "a prediction must hold its values as they are, has slope %s and intercept %s; save it",
                  header.slope(), header.intercept())
              + " as float32");
    }
  }
}
