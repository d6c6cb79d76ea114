package org.ibengine.predict;

import java.nio.FloatBuffer;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.ibengine.Batch;
import org.ibengine.BatchItem;
import org.ibengine.Epoch;
import org.ibengine.IbEngine;
import org.ibengine.error.IbException;
import org.ibengine.plan.PatchRequest;
import org.ibengine.volume.Index3;
import org.ibengine.work.Progress;

/**
 * Predicts whole cases: windows of an engine through a network, stitched, and written on the grid
 * of the case's files. While the network works, windows of the next batch are read, and finished
 * cases are written. One run at a time.
 */
public final class Prediction {
  private final IbEngine engine;
  private final WindowModel model;
  private final WindowStitcher.Layout layout;
  private final CaseFinisher finisher;
  private final boolean probabilities;
  private final float[] foreground; // of one window
  private final float[] background;
  private long windows;
  private long modelNanos;
  private long waitNanos;

  /**
   * @param engine of the windows' size, one rank, batches in host memory or where the model reads
   *     them; no epoch of it may be open; remains the caller's
   * @param model remains the caller's
   * @param layout of windows of the engine's patch size
   * @param finisher of these predictions; closed by {@link #run}
   */
  public Prediction(
      IbEngine engine, WindowModel model, WindowStitcher.Layout layout, CaseFinisher finisher) {
    if (model.outputs() != 1 && model.outputs() != 2) {
      throw new IllegalArgumentException(
          "a network has 1 or 2 outputs for foreground, this one has " + model.outputs());
    }
    this.engine = Objects.requireNonNull(engine, "engine must not be null");
    this.model = model;
    this.layout = layout;
    this.finisher = finisher;
    this.probabilities = finisher.averaged() == PredictionKind.PROBABILITIES;
    this.foreground = new float[Math.toIntExact(layout.window().voxels())];
    this.background = new float[foreground.length];
  }

  /** A batch could not be read: the volumes of one of these cases cannot. */
  private static final class UnreadableBatch extends RuntimeException {
    private static final long serialVersionUID = 1L;
    private final transient List<String> cases;
    private final transient IbException reason;

    UnreadableBatch(List<String> cases, IbException reason) {
      super(reason);
      this.cases = cases;
      this.reason = reason;
    }
  }

  /**
   * Predicts all cases but those that are up to date, even if one cannot be read or written; blocks
   * until the last file is on the disk.
   *
   * @param progress hears of windows
   * @throws RuntimeException what the model throws
   */
  public PredictionSummary run(List<PredictedCase> cases, Progress progress) {
    long start = System.nanoTime();
    try (finisher) {
      List<PredictedCase> wanted = finisher.wanted(cases);
      progress.started(wanted.stream().mapToLong(this::windowsOf).sum());
      Map<String, PredictedCase> left = new LinkedHashMap<>();
      wanted.forEach(item -> left.put(item.name(), item));
      while (!left.isEmpty()) {
        try {
          predict(left, progress);
        } catch (UnreadableBatch e) {
          findUnreadable(e, left, progress);
        }
      }
    }
    PredictionTimes times = new PredictionTimes(modelNanos, waitNanos, System.nanoTime() - start);
    return finisher.summary(cases, windows, times);
  }

  private long windowsOf(PredictedCase item) {
    return WindowStitcher.windows(item.grids().stored().size(), layout);
  }

  /** Each of the cases of a batch alone, so that one that can be read is not blamed. */
  private void findUnreadable(
      UnreadableBatch batch, Map<String, PredictedCase> left, Progress progress) {
    for (String name : batch.cases) {
      PredictedCase suspect = left.get(name);
      if (suspect == null) {
        continue;
      }
      try {
        Map<String, PredictedCase> alone = new LinkedHashMap<>(Map.of(name, suspect));
        predict(alone, progress);
      } catch (UnreadableBatch e) {
        finisher.failed(suspect, e.reason);
      }
      left.remove(name);
    }
  }

  /** Takes out of {@code left} what is handed to the finisher, or has failed. */
  private void predict(Map<String, PredictedCase> left, Progress progress) {
    List<String> names = List.copyOf(left.keySet());
    try (Open open = new Open();
        Epoch epoch = engine.windows(names, layout.stride())) {
      while (epoch.hasNext()) {
        Batch batch = next(epoch);
        long before = System.nanoTime();
        FloatBuffer logits = model.logits(batch);
        modelNanos += System.nanoTime() - before;
        progress.advanced(add(batch, logits, left, open));
      }
      waitNanos += epoch.waitedNanos();
    }
  }

  private Batch next(Epoch epoch) {
    int step = epoch.ledger().steps().get(0);
    try {
      return epoch.next();
    } catch (IbException e) {
      waitNanos += epoch.waitedNanos();
      List<String> cases =
          epoch.plan().batch(step, 0, 1).stream().map(PatchRequest::caseName).distinct().toList();
      throw new UnreadableBatch(cases, e);
    }
  }

  /** Returns how many windows were not filler. */
  private int add(Batch batch, FloatBuffer logits, Map<String, PredictedCase> left, Open open) {
    int shown = 0;
    List<BatchItem> items = batch.items();
    for (int i = 0; i < items.size(); i++) {
      BatchItem item = items.get(i);
      if (!item.filler()) {
        shown++;
        if (open.add(left.get(item.caseName()), item.corner(), foreground(logits, i))) {
          left.remove(item.caseName());
        }
      }
    }
    windows += shown;
    return shown;
  }

  /** Cases some of whose windows were predicted. */
  private final class Open implements AutoCloseable {
    private final Map<String, OpenCase> cases = new HashMap<>();

    /** Whether the case is whole now, and handed to the finisher. */
    boolean add(PredictedCase item, Index3 corner, FloatBuffer values) {
      OpenCase of = cases.get(item.name());
      if (of == null) {
        of = finisher.open(item, layout);
        cases.put(item.name(), of);
      }
      of.stitcher().add(corner, values);
      if (of.stitcher().missing() > 0) {
        return false;
      }
      cases.remove(item.name());
      finisher.finish(of);
      return true;
    }

    @Override
    public void close() {
      cases.values().forEach(finisher::drop);
    }
  }

  /** What is averaged of one patch: of two outputs the difference is the logit of foreground. */
  private FloatBuffer foreground(FloatBuffer logits, int item) {
    int voxels = foreground.length;
    int first = logits.position() + item * model.outputs() * voxels;
    if (model.outputs() == 1) {
      logits.get(first, foreground);
    } else {
      logits.get(first, background);
      logits.get(first + voxels, foreground);
      for (int i = 0; i < voxels; i++) {
        foreground[i] -= background[i];
      }
    }
    for (int i = 0; probabilities && i < voxels; i++) {
      foreground[i] = PredictionWriter.probability(foreground[i]);
    }
    return FloatBuffer.wrap(foreground);
  }
}
