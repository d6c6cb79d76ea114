package org.ibengine.froc;

import java.nio.file.Path;
import java.util.List;
import java.util.function.Consumer;
import org.ibengine.backend.Backend;
import org.ibengine.error.DatasetException;
import org.ibengine.evaluation.CaseEvaluator;
import org.ibengine.evaluation.CaseObjects;
import org.ibengine.io.GridCheck;
import org.ibengine.io.Image;
import org.ibengine.io.ImageFiles;
import org.ibengine.io.ImageHeader;
import org.ibengine.lesion.Lesions;
import org.ibengine.text.Text;
import org.ibengine.work.CaseJob;
import org.ibengine.work.CaseJobs;
import org.ibengine.work.CaseProgress;
import org.ibengine.work.Progress;

/**
 * Evaluates cases side by side. For each, memory holds the prediction as in its file, one byte per
 * voxel, and the runs of both masks. Thread-safe.
 */
public final class FrocRun {
  private final Backend backend;
  private final CaseEvaluator evaluator;
  private final GridCheck gridCheck;

  /**
   * @param backend must outlive every run; remains the caller's
   * @param evaluator of the same backend
   * @param gridCheck how far a prediction may lie from its ground truth
   */
  public FrocRun(Backend backend, CaseEvaluator evaluator, GridCheck gridCheck) {
    this.backend = backend;
    this.evaluator = evaluator;
    this.gridCheck = gridCheck;
  }

  /** As {@link #run(List, CaseJobs.Limits, Progress, Consumer)}, hearing of no headers. */
  public CaseJobs.Outcome<CaseObjects> run(
      List<FrocCase> cases, CaseJobs.Limits limits, Progress progress) {
    return run(cases, limits, progress, doubt -> {});
  }

  /**
   * Evaluates all cases, even if one fails; blocks until done.
   *
   * @param limits how many cases at a time, within which memory; no result depends on them
   * @param progress hears of the bytes of prediction files
   * @param doubts hears of each image whose header contradicts itself, from several threads in no
   *     particular order
   * @return the objects of the cases that went well, and the failures of the others, both in the
   *     order of {@code cases}. Figures need all cases: see {@link
   *     org.ibengine.evaluation.FrocResult#of}
   */
  public CaseJobs.Outcome<CaseObjects> run(
      List<FrocCase> cases,
      CaseJobs.Limits limits,
      Progress progress,
      Consumer<HeaderDoubt> doubts) {
    List<Evaluation> jobs = cases.stream().map(item -> new Evaluation(item, doubts)).toList();
    return CaseJobs.run(jobs, limits, progress);
  }

  private final class Evaluation implements CaseJob<CaseObjects> {
    private final FrocCase item;
    private final Consumer<HeaderDoubt> doubts;

    Evaluation(FrocCase item, Consumer<HeaderDoubt> doubts) {
      this.item = item;
      this.doubts = doubts;
    }

    @Override
    public String name() {
      return item.name();
    }

    @Override
    public long share() {
      return item.predictionBytes();
    }

    /** The ground truth is gone before the prediction is read and cut into a mask. */
    @Override
    public long bytes() {
      long ofTruth = item.truth().peakBytes(backend.gzip());
      return item.prediction().map(file -> Math.max(ofTruth, peakBytes(file))).orElse(ofTruth);
    }

    @Override
    public CaseObjects run(CaseProgress progress) {
      Lesions lesions;
      GridCheck.Wanted grid;
      try (FrocTruth.Mask truth = item.truth().read(backend)) {
        truth.header().ifPresent(this::tellDoubts);
        lesions = truth.lesions(evaluator.connectivity(), backend);
        grid = truth.grid();
      }
      return item.prediction()
          .map(file -> evaluate(lesions, grid, file))
          .orElseGet(() -> CaseObjects.withoutPrediction(item.name(), lesions.components()))
          .on(grid.geometry().affine());
    }

    private CaseObjects evaluate(Lesions lesions, GridCheck.Wanted grid, Path prediction) {
      ImageHeader header = ImageFiles.readHeader(prediction, backend.gzip());
      tellDoubts(header);
      gridCheck.require(header, grid);
      requireUnscaled(header);
      try (Image image = ImageFiles.read(prediction, backend::allocate, backend.gzip())) {
        return evaluator.evaluate(
            item.name(), lesions.components(), lesions.undecided(), image.volume());
      } catch (IllegalArgumentException e) {
        throw new DatasetException(prediction, e.getMessage(), e);
      }
    }

    private void tellDoubts(ImageHeader header) {
      HeaderDoubt.tell(item.name(), header, doubts);
    }
  }

  private long peakBytes(Path prediction) {
    ImageHeader header = ImageFiles.readHeader(prediction, backend.gzip());
    return ImageFiles.peakBytes(header) + header.geometry().size().voxels();
  }

  private static void requireUnscaled(ImageHeader header) {
    if (header.isScaled()) {
      throw new DatasetException(
          header.path(),
          Text.format(
              "a prediction must hold its values as they are, has slope %s and intercept %s; save"
                  + " it as float32",
              header.slope(), header.intercept()));
    }
  }
}
