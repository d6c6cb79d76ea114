package org.ibengine.overlap;

import java.nio.file.Path;
import java.util.List;
import java.util.function.Consumer;
import org.ibengine.backend.Backend;
import org.ibengine.error.DatasetException;
import org.ibengine.evaluation.overlap.CaseOverlap;
import org.ibengine.evaluation.overlap.MaskClass;
import org.ibengine.evaluation.overlap.OverlapEvaluator;
import org.ibengine.evaluation.overlap.TrueMasks;
import org.ibengine.froc.FrocCase;
import org.ibengine.froc.FrocTruth;
import org.ibengine.froc.HeaderDoubt;
import org.ibengine.io.GridCheck;
import org.ibengine.io.ImageFiles;
import org.ibengine.io.ImageHeader;
import org.ibengine.label.LesionRule;
import org.ibengine.lesion.Lesions;
import org.ibengine.text.Text;
import org.ibengine.volume.Size3;
import org.ibengine.volume.Volume;
import org.ibengine.work.CaseJob;
import org.ibengine.work.CaseJobs;
import org.ibengine.work.CaseProgress;
import org.ibengine.work.Progress;

/** Evaluates files of label maps side by side, as {@code ib evaluate} does. Thread-safe. */
public final class OverlapRun {
  private final Backend backend;
  private final OverlapEvaluator evaluator;
  private final PredictedLabels labels;
  private final GridCheck gridCheck;

  /**
   * @param backend must outlive every run; remains the caller's
   * @param evaluator of the same backend
   * @param labels what files of predictions hold
   * @param gridCheck how far a prediction may lie from its ground truth
   */
  public OverlapRun(
      Backend backend, OverlapEvaluator evaluator, PredictedLabels labels, GridCheck gridCheck) {
    this.backend = backend;
    this.evaluator = evaluator;
    this.labels = labels;
    this.gridCheck = gridCheck;
  }

  /**
   * Evaluates all cases, even if one fails; blocks until done. In a case without a prediction, the
   * predicted mask is empty.
   *
   * @param limits how many cases at a time, within which memory; no result depends on them
   * @param progress hears of the bytes of prediction files
   * @param doubts hears of each image whose header contradicts itself, from several threads in no
   *     particular order
   * @return the cases that went well, settled, and the failures of the others, both in the order of
   *     {@code cases}
   */
  public CaseJobs.Outcome<CaseOverlap> run(
      List<FrocCase> cases,
      CaseJobs.Limits limits,
      Progress progress,
      Consumer<HeaderDoubt> doubts) {
    List<Evaluation> jobs = cases.stream().map(item -> new Evaluation(item, doubts)).toList();
    CaseJobs.Outcome<CaseOverlap> outcome = CaseJobs.run(jobs, limits, progress);
    return new CaseJobs.Outcome<>(CaseOverlap.settle(outcome.results()), outcome.failures());
  }

  private final class Evaluation implements CaseJob<CaseOverlap> {
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

    /**
     * The ground truth, then a byte per voxel of it beside the prediction, then beside the sets.
     */
    @Override
    public long bytes() {
      long ofTruth = item.truth().peakBytes(backend.gzip());
      return item.prediction()
          .map(file -> header(file))
          .map(header -> Math.max(ofTruth, bytesAfterTruth(header)))
          .orElse(ofTruth);
    }

    private long bytesAfterTruth(ImageHeader header) {
      Size3 size = header.geometry().size();
      long sets = size.voxels() + OverlapEvaluator.bytes(size);
      return size.voxels() + Math.max(labels.peakBytes(header), sets);
    }

    @Override
    public CaseOverlap run(CaseProgress progress) {
      try (FrocTruth.Mask truth = item.truth().read(backend)) {
        truth.header().ifPresent(this::tellDoubts);
        TrueMasks masks = masks(truth);
        Volume prediction =
            item.prediction()
                .map(file -> read(file, truth.grid()))
                .orElseGet(() -> PredictedLabels.nothing(truth.geometry().size(), backend));
        try {
          return evaluate(masks, truth, prediction);
        } finally {
          prediction.data().close();
        }
      }
    }

    /** Where a rule found the lesions, the map is not needed any more. */
    private TrueMasks masks(FrocTruth.Mask truth) {
      if (truth.rule().equals(LesionRule.DEFAULT)) {
        return TrueMasks.ofLabels(truth.voxels(), truth.geometry());
      }
      Lesions lesions = truth.lesions(evaluator.connectivity(), backend);
      truth.close();
      return TrueMasks.ofLesions(lesions, truth.rule(), truth.geometry());
    }

    private CaseOverlap evaluate(TrueMasks masks, FrocTruth.Mask truth, Volume prediction) {
      CaseOverlap found = evaluator.evaluate(item.name(), masks, prediction);
      boolean byValue =
          found.predicted().cardinality() > 1
              || found.classes().stream()
                  .anyMatch(type -> !type.name().equals(MaskClass.FOREGROUND.name()));
      if (byValue && truth.largest() > 0 && masks.map().isPresent()) {
        throw new IllegalArgumentException(
            Text.format(
                "labels of the ground truth are compared as classes and must be at most 255, the"
                    + " largest is %d; number classes from 1, or compare --classes foreground",
                truth.largest()));
      }
      return found;
    }

    private Volume read(Path file, GridCheck.Wanted grid) {
      ImageHeader header = header(file);
      tellDoubts(header);
      gridCheck.require(header, grid);
      return labels.read(header, backend);
    }

    private ImageHeader header(Path file) {
      ImageHeader header = ImageFiles.readHeader(file, backend.gzip());
      if (header.channels() > 1) {
        throw new DatasetException(
            file,
            Text.format("a prediction must be one volume, has %d; split it", header.channels()));
      }
      return header;
    }

    private void tellDoubts(ImageHeader header) {
      HeaderDoubt.tell(item.name(), header, doubts);
    }
  }
}
