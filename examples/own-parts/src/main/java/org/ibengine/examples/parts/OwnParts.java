package org.ibengine.examples.parts;

import java.io.PrintStream;
import java.util.Locale;
import java.util.Random;
import org.ibengine.Batch;
import org.ibengine.BatchItem;
import org.ibengine.EngineOptions;
import org.ibengine.Epoch;
import org.ibengine.IbEngine;
import org.ibengine.volume.Size3;

/**
 * Draws balls into arrays, opens an engine on them, with noise on its patches, and shows an epoch.
 */
public final class OwnParts {
  private static final Size3 SIZE = new Size3(40, 36, 32);

  private OwnParts() {}

  public static void main(String[] arguments) {
    run(EngineOptions.defaults().backend("cpu"), System.out);
  }

  static void run(EngineOptions options, PrintStream out) {
    MemoryCases cases = new MemoryCases(new Size3(16, 16, 16));
    for (int number = 1; number <= 3; number++) {
      cases.add("case" + number, balls(number));
    }
    EngineOptions noisy = options.patchTransform(new GaussianNoise(0.02)).batchSize(2);
    try (IbEngine engine = IbEngine.open(cases, noisy);
        Epoch epoch = engine.epoch(7)) {
      for (Batch batch : epoch) {
        out.printf("batch %d of %d:", batch.step() + 1, epoch.steps());
        for (BatchItem item : batch.items()) {
          String shown = item.positive() ? "instance " + item.instance().id() : "background";
          out.printf(Locale.ROOT, " %s %s at %s;", item.caseName(), shown, item.corner());
        }
        out.println();
      }
    }
  }

  /** As many balls of 3 voxels' radius as the number says, brighter than what is around them. */
  static MemoryCases.Voxels balls(int number) {
    Random random = new Random(number);
    int voxels = Math.toIntExact(SIZE.voxels());
    float[] t1 = new float[voxels];
    byte[] label = new byte[voxels];
    for (int at = 0; at < voxels; at++) {
      int x = at % SIZE.x();
      int y = at / SIZE.x() % SIZE.y();
      int z = at / SIZE.x() / SIZE.y();
      for (int ball = 0; ball < number; ball++) {
        label[at] |= (byte) (Math.hypot(Math.hypot(x - 6 - 10 * ball, y - 9), z - 8) <= 3 ? 1 : 0);
      }
      t1[at] = 100 + random.nextFloat() + 50 * label[at];
    }
    return new MemoryCases.Voxels(SIZE, t1, label);
  }
}
