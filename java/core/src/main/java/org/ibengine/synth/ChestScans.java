package org.ibengine.synth;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.Consumer;
import org.ibengine.error.DatasetException;
import org.ibengine.io.IoReason;
import org.ibengine.synth.Chest.Nodule;
import org.ibengine.synth.Solid.Point;
import org.ibengine.text.Text;

/**
 * A folder of synthetic chest scans as LUNA16 lays it out: scans and masks of lungs as MetaImage,
 * and {@code annotations.csv} with a line for each nodule. Every fifth scan has none. Of every four
 * scans, one lies on its face and one obliquely.
 */
public final class ChestScans {
  /** The list of nodules: world coordinates are LPS mm. */
  public static final String ANNOTATIONS = "annotations.csv";

  private static final String HEADER = "seriesuid,coordX,coordY,coordZ,diameter_mm\n";

  private ChestScans() {}

  /** A scan on the disk. */
  public record Written(Path header, int nodules, long bytes) {}

  /**
   * Writes scans, several at once; blocks until done. The files do not depend on the threads.
   *
   * @param out created if missing; the annotations are written last
   * @param done hears of each scan, in their order, on the calling thread
   * @throws DatasetException if a file exists and may not be replaced, or cannot be written
   */
  public static void write(ChestOptions options, Path out, Amount amount, Consumer<Written> done) {
    ChestWriter writer = new ChestWriter(out);
    List<Chest> chests = new ArrayList<>();
    for (int number = 0; number < amount.scans(); number++) {
      Chest chest = new Chest(options, number);
      refuseExisting(writer.header(chest, number), amount);
      chests.add(chest);
    }
    refuseExisting(out.resolve(ANNOTATIONS), amount);
    ExecutorService pool = Executors.newFixedThreadPool(amount.threads());
    try {
      List<Future<Written>> scans = new ArrayList<>();
      for (int i = 0; i < chests.size(); i++) {
        Chest chest = chests.get(i);
        int number = i;
        scans.add(pool.submit(() -> written(writer, chest, number)));
      }
      scans.forEach(scan -> done.accept(await(scan)));
      writeAnnotations(out, chests);
    } finally {
      pool.shutdownNow();
    }
  }

  /**
   * How much is written, and how.
   *
   * @param threads how many scans at once
   * @param replace whether files that exist are overwritten
   */
  public record Amount(int scans, int threads, boolean replace) {
    public Amount {
      if (scans < 1 || threads < 1) {
        throw new IllegalArgumentException(
            Text.format(
                "there is at least one scan and one thread, were %d and %d", scans, threads));
      }
    }
  }

  private static Written written(ChestWriter writer, Chest chest, int number) {
    long bytes = writer.write(chest, number);
    return new Written(writer.header(chest, number), chest.nodules().size(), bytes);
  }

  private static void refuseExisting(Path file, Amount amount) {
    if (!amount.replace() && ChestWriter.exists(file)) {
      throw new DatasetException(file, "exists already; --force overwrites it");
    }
  }

  private static Written await(Future<Written> scan) {
    try {
      return scan.get();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted while scans were written", e);
    } catch (ExecutionException e) {
      if (e.getCause() instanceof RuntimeException cause) {
        throw cause;
      }
      throw new IllegalStateException("a scan could not be made", e.getCause());
    }
  }

  private static void writeAnnotations(Path out, List<Chest> chests) {
    StringBuilder text = new StringBuilder(HEADER);
    for (Chest chest : chests) {
      for (Nodule nodule : chest.nodules()) {
        Point world = chest.place().world(nodule.centre());
        text.append(
            Text.format(
                "%s,%.6f,%.6f,%.6f,%.6f\n",
                chest.uid(), world.x(), world.y(), world.z(), nodule.diameter()));
      }
    }
    Path file = out.resolve(ANNOTATIONS);
    try {
      ChestWriter.writeWhole(file, text.toString());
    } catch (IOException e) {
      throw new DatasetException(file, "cannot be written: " + IoReason.of(e), e);
    }
  }
}
