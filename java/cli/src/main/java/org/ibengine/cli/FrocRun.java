package org.ibengine.cli;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import org.ibengine.backend.Backend;
import org.ibengine.error.DatasetException;
import org.ibengine.evaluation.CaseEvaluator;
import org.ibengine.evaluation.CaseObjects;
import org.ibengine.io.GridCheck;
import org.ibengine.io.NiftiHeader;
import org.ibengine.io.NiftiImage;
import org.ibengine.io.NiftiReader;
import org.ibengine.label.Components;
import org.ibengine.prepare.CaseFailure;
import org.ibengine.prepare.PrepareListener;
import org.ibengine.volume.Geometry;

/**
 * Evaluates cases one after the other. In memory at once: the prediction as its file has it, one
 * byte a voxel, and the runs of both masks.
 */
final class FrocRun {
  private final Backend backend;
  private final CaseEvaluator evaluator;
  private final double toleranceMm;

  FrocRun(Backend backend, CaseEvaluator evaluator, double toleranceMm) {
    this.backend = backend;
    this.evaluator = evaluator;
    this.toleranceMm = toleranceMm;
  }

  /** Cases that went well, by name, and the others. */
  record Outcome(List<CaseObjects> cases, List<CaseFailure> failures) {}

  /**
   * Goes through all cases, whatever happens to one.
   *
   * @param predictions by case name; a case without one has found nothing
   */
  Outcome run(
      SortedMap<String, FrocTruth.Source> truths,
      Map<String, Path> predictions,
      PrepareListener progress) {
    List<CaseObjects> done = new ArrayList<>();
    List<CaseFailure> failures = new ArrayList<>();
    progress.started(predictions.values().stream().mapToLong(file -> file.toFile().length()).sum());
    truths.forEach(
        (name, truth) -> {
          Path prediction = predictions.get(name);
          try {
            done.add(evaluate(name, truth, prediction));
          } catch (DatasetException e) {
            failures.add(new CaseFailure(name, e.getMessage()));
          }
          progress.advanced(prediction == null ? 0 : prediction.toFile().length());
        });
    return new Outcome(done, failures);
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
    NiftiHeader header = NiftiReader.readHeader(prediction, backend.gzip());
    new GridCheck(toleranceMm).require(header, new GridCheck.Wanted("ground truth", grid));
    requireUnscaled(header);
    try (NiftiImage image = NiftiReader.read(prediction, backend::allocate, backend.gzip())) {
      return evaluator.evaluate(name, instances, image.volume());
    } catch (IllegalArgumentException e) {
      throw new DatasetException(prediction, e.getMessage(), e);
    }
  }

  private static void requireUnscaled(NiftiHeader header) {
    if (header.isScaled()) {
      throw new DatasetException(
          header.path(),
          "a prediction must hold its values as they are, has slope %s and intercept %s; save it"
                  .formatted(header.slope(), header.intercept())
              + " as float32");
    }
  }
}
