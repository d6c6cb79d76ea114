package org.ibengine.cli.measure;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.ibengine.Batch;
import org.ibengine.Epoch;
import org.ibengine.cli.text.Spread;

/**
 * How fast batches came. All times in milliseconds.
 *
 * @param patches handed out, filler included
 * @param bytes of their images and labels
 * @param totalMs from asking for the first batch to the end of the last step
 * @param waitsMs of each step, from asking for its batch to its being written
 * @param stepsMs of each step, from having its batch to having the next; one fewer than waits
 */
public record EpochTiming(
    long patches, long bytes, double totalMs, List<Double> waitsMs, List<Double> stepsMs) {

  /**
   * Takes up to {@code most} batches and hands each to {@code step}.
   *
   * @param most a negative number means all
   */
  public static EpochTiming run(Epoch epoch, int most, Consumer<Batch> step) {
    List<Double> waits = new ArrayList<>();
    List<Double> steps = new ArrayList<>();
    long patches = 0;
    long bytes = 0;
    long start = System.nanoTime();
    long arrived = start;
    while (epoch.hasNext() && waits.size() != most) {
      long asked = System.nanoTime();
      Batch batch = epoch.next();
      batch.ready().await();
      long now = System.nanoTime();
      waits.add(ms(now - asked));
      if (waits.size() > 1) {
        steps.add(ms(now - arrived));
      }
      arrived = now;
      patches += batch.items().size();
      bytes += batch.image().sizeBytes() + batch.label().sizeBytes();
      step.accept(batch);
    }
    return new EpochTiming(patches, bytes, ms(System.nanoTime() - start), waits, steps);
  }

  public static double ms(long nanos) {
    return nanos * 1e-6;
  }

  public double patchesPerSecond() {
    return totalMs == 0 ? 0 : patches / totalMs * 1e3;
  }

  public double gigabytesPerSecond() {
    return totalMs == 0 ? 0 : bytes / totalMs * 1e-6;
  }

  public double firstWaitMs() {
    return waitsMs.isEmpty() ? 0 : waitsMs.get(0);
  }

  public Spread waits() {
    return Spread.of(waitsMs);
  }

  Spread steps() {
    return Spread.of(stepsMs);
  }
}
