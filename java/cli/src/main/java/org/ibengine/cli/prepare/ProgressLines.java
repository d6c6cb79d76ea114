package org.ibengine.cli.prepare;

import java.io.PrintWriter;
import java.util.SortedMap;
import java.util.concurrent.TimeUnit;
import org.ibengine.input.Discovery;
import org.ibengine.prepare.PrepareListener;
import org.ibengine.text.Text;
import org.ibengine.volume.Geometry;

/** How far a preparation is, in lines for programs: at most ten a second, and the last. */
final class ProgressLines implements PrepareListener {
  private static final long PAUSE_NS = TimeUnit.MILLISECONDS.toNanos(100);

  private final PrepareListener words;
  private final PrintWriter out;
  private long total;
  private long done;
  private long said;

  /**
   * @param words told of everything but progress
   */
  ProgressLines(PrepareListener words, PrintWriter out) {
    this.words = words;
    this.out = out;
  }

  @Override
  public void found(Discovery input) {
    words.found(input);
  }

  @Override
  public void renamed(SortedMap<String, String> namesInFiles) {
    words.renamed(namesInFiles);
  }

  @Override
  public void spacing(Geometry.Spacing median) {
    words.spacing(median);
  }

  @Override
  public synchronized void started(long bytes) {
    total = bytes;
    say();
  }

  @Override
  public synchronized void advanced(long more) {
    done += more;
    if (done >= total || System.nanoTime() - said >= PAUSE_NS) {
      say();
    }
  }

  private void say() {
    said = System.nanoTime();
    out.println(Text.format("{\"total\": %d, \"done\": %d}", total, done));
    out.flush();
  }
}
