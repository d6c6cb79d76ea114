package org.ibengine.pipeline;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.ibengine.store.StoredSource;

/**
 * The time before sources that stay have been read. Batches need not wait for them: they are cut
 * from rows that are read for them alone. Those rows take the memory of the sources that come last,
 * whose turn is when no batch needs rows any more, so that no more memory is taken than was said.
 * Nothing is read ahead of the first batch. Thread-safe.
 */
final class ColdStart {
  /** What is less is read as fast as the rows of a few batches. */
  private static final long LEAST_BYTES = 1 << 28;

  /** One of training, one of validation. */
  private static final int FILLS = 2;

  private final Set<Integer> last = new HashSet<>(); // whose memory is lent
  private final List<Integer> waiting = new ArrayList<>(); // to be loaded, in this order
  private final boolean[] resident;
  private int loading;
  private int filling;
  private boolean begun; // a batch has been filled
  private boolean over;

  ColdStart(List<StoredSource> sources, Residency residency) {
    this(sources, residency, LEAST_BYTES);
  }

  /**
   * @param least bytes of the sources that stay; if they have fewer, batches wait for them
   */
  ColdStart(List<StoredSource> sources, Residency residency, long least) {
    this.resident = residency.resident();
    long lent = 0;
    for (int i = resident.length - 1; i >= 0 && lent < residency.startBytes(); i--) {
      if (resident[i]) {
        last.add(i);
        lent += sources.get(i).loadedBytes();
      }
    }
    over =
        residency.startBytes() == 0
            || lent < residency.startBytes()
            || residency.residentBytes() < least;
  }

  /** Whether every batch waits for whole sources from now on. */
  synchronized boolean isOver() {
    return over;
  }

  /** Whether a source may be loaded ahead now; if not, {@link #turn} gives it out later. */
  synchronized boolean admits(int source) {
    if (over || begun && !last.contains(source)) {
      loading += over ? 0 : 1;
      return true;
    }
    if (!waiting.contains(source)) {
      waiting.add(source);
    }
    return false;
  }

  /**
   * A batch is about to be filled; blocks while too many are, and where those under way are the
   * last that need rows: else there would always be another. To be followed by {@link #leave} if it
   * returns true.
   *
   * @return false if it has to wait for whole sources
   */
  synchronized boolean enter() throws InterruptedException {
    while (!over && (filling == FILLS || begun && loading == 0)) {
      wait();
    }
    if (over) {
      return false;
    }
    filling++;
    return true;
  }

  /** The rows of a batch have been given back. To be followed by {@link #turn}. */
  synchronized void leave() {
    filling--;
    begun = true;
    notifyAll();
  }

  /** Nothing is loaded any more; wakes whoever waits. */
  synchronized void end() {
    over = true;
    notifyAll();
  }

  /** A source that was admitted has been loaded, or could not be. */
  synchronized void loaded() {
    loading--;
  }

  /** The sources to be loaded now; to be asked after {@link #leave} and {@link #loaded}. */
  synchronized List<Integer> turn() {
    List<Integer> now = new ArrayList<>();
    if (!over && begun) {
      waiting.removeIf(
          source -> {
            boolean mayBegin = !last.contains(source);
            if (mayBegin) {
              now.add(source);
              loading++;
            }
            return mayBegin;
          });
      over = loading == 0 && filling == 0;
    }
    if (over) {
      now.addAll(waiting);
      waiting.clear();
    }
    notifyAll();
    return now;
  }
}
