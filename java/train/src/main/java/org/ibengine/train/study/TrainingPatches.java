package org.ibengine.train.study;

import java.math.BigDecimal;
import java.math.RoundingMode;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.ibengine.Batch;
import org.ibengine.BatchItem;
import org.ibengine.Epoch;
import org.ibengine.IbEngine;
import org.ibengine.csv.CsvText;
import org.ibengine.tensor.Tensor;
import org.ibengine.text.Text;
import org.ibengine.torch.train.RunConfig;
import org.ibengine.torch.train.TrainingPlan;

/**
 * How much foreground the patches have that a network was trained on: epochs depend on their seed
 * alone, so they are drawn once more, without the network.
 */
final class TrainingPatches {
  private static final String HEADER = "epoch,step,rank,item,case,instance,foreground,voxels";

  private static final int DIGITS = 6;

  private final StringBuilder table = new StringBuilder(HEADER).append('\n');
  private final StringBuilder published = new StringBuilder();

  private TrainingPatches() {}

  /** Reads the dataset of a run; blocks. */
  static TrainingPatches of(RunConfig config) {
    TrainingPatches found = new TrainingPatches();
    TrainingPlan plan = config.plan();
    try (IbEngine engine = IbEngine.open(Path.of(config.dataset()), config.engine())) {
      int steps = plan.steps() == 0 ? engine.steps() : plan.steps();
      int pass = 0;
      Epoch drawn = engine.epoch(plan.seed(), pass);
      try {
        for (int step = 0; step < plan.epochs() * steps; step++) {
          if (!drawn.hasNext()) {
            drawn.close();
            drawn = engine.epoch(plan.seed(), ++pass);
          }
          try (Batch batch = drawn.next()) {
            found.add(step / steps, step % steps, batch);
          }
        }
      } finally {
        drawn.close();
      }
    }
    return found;
  }

  private void add(int epoch, int step, Batch batch) {
    List<Integer> counts = counts(batch.label(), batch.items().size());
    for (int i = 0; i < counts.size(); i++) {
      BatchItem item = batch.items().get(i);
      if (!item.filler()) {
        long voxels = batch.label().elements() / counts.size();
        table.append(Text.format("%d,%d,0,%d,", epoch, step, i));
        table.append(CsvText.quoted(item.caseName())).append(',');
        table.append(item.positive() ? item.instance().id() : "").append(',');
        table.append(counts.get(i)).append(',').append(voxels).append('\n');
        BigDecimal ratio = new BigDecimal((double) counts.get(i) / voxels);
        published.append(ratio.setScale(DIGITS, RoundingMode.HALF_EVEN).toPlainString());
        published.append('\n');
      }
    }
  }

  /** Of a label (batch, 1, Z, Y, X) of bytes, by patch. */
  private static List<Integer> counts(Tensor label, int patches) {
    ByteBuffer values = ByteBuffer.allocate((int) (label.sizeBytes() / patches));
    List<Integer> counts = new ArrayList<>();
    for (int i = 0; i < patches; i++) {
      values.clear();
      label.copyTo((long) i * values.capacity(), values);
      int above = 0;
      for (byte value : values.array()) {
        above += value != 0 ? 1 : 0;
      }
      counts.add(above);
    }
    return counts;
  }

  /** As {@code ib epoch --ratios} writes it; epochs and steps are those of training. */
  String table() {
    return table.toString();
  }

  /** One ratio to a line, as C prints it with {@code %f}. */
  String published() {
    return published.toString();
  }
}
