package org.ibengine.cli.text;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.SortedMap;
import me.tongfei.progressbar.ProgressBar;
import me.tongfei.progressbar.ProgressBarBuilder;
import org.ibengine.input.Discovery;
import org.ibengine.prepare.PrepareListener;
import org.ibengine.volume.Geometry;

/** A progress bar with rate and time left on standard error, where that is a terminal. */
public final class TerminalProgress implements PrepareListener, AutoCloseable {
  private final String title;
  private final PrepareListener words;
  private final String unit;
  private final long amount; // of what is counted, in one unit
  private ProgressBar bar; // null before the start and where nobody looks

  public TerminalProgress(String title) {
    this(title, PrepareListener.NONE);
  }

  /**
   * @param words told of everything but progress
   */
  public TerminalProgress(String title, PrepareListener words) {
    this(title, words, " MB", 1_000_000);
  }

  private TerminalProgress(String title, PrepareListener words, String unit, long amount) {
    this.title = title;
    this.words = words;
    this.unit = unit;
    this.amount = amount;
  }

  /** Of things that are counted one by one, such as windows. */
  public static TerminalProgress counting(String title, String things) {
    return new TerminalProgress(title, PrepareListener.NONE, " " + things, 1);
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
  public void started(long total) {
    if (isTerminal()) {
      bar =
          new ProgressBarBuilder()
              .setTaskName(title)
              .setInitialMax(total)
              .setUnit(unit, amount)
              .showSpeed()
              .setUpdateIntervalMillis(200)
              .build();
    }
  }

  @Override
  public void advanced(long more) {
    if (bar != null) {
      bar.stepBy(more);
    }
  }

  @Override
  public void close() {
    if (bar != null) {
      bar.close();
    }
  }

  /** {@code System.console()} speaks of standard input and output, the bar is on standard error. */
  private static boolean isTerminal() {
    try {
      String target = Files.readSymbolicLink(Path.of("/proc/self/fd/2")).toString();
      return target.startsWith("/dev/pts/") || target.startsWith("/dev/tty");
    } catch (IOException | UnsupportedOperationException e) {
      return System.console() != null;
    }
  }
}
