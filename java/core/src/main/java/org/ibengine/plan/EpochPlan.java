package org.ibengine.plan;

import java.util.AbstractList;
import java.util.List;
import java.util.RandomAccess;
import java.util.stream.IntStream;
import org.ibengine.text.Text;

/**
 * All requests of an epoch, in order, cut into global batches. The last global batch is full: what
 * it lacks repeats the first requests of the epoch, marked as filler.
 *
 * <p>Four bytes per request are held: which site it shows; and, unless the background is the grid
 * alone, eight for each negative. The rest of a request is drawn anew each time it is asked for.
 * Immutable, so thread-safe.
 */
public final class EpochPlan {
  /** Draws each request when it is asked for. */
  private final class Requests extends AbstractList<PatchRequest> implements RandomAccess {
    @Override
    public int size() {
      return steps * globalBatch();
    }

    @Override
    public PatchRequest get(int ordinal) {
      return draw.request(site(ordinal), ordinal, filler(ordinal));
    }
  }

  private final RequestDraw draw;
  private final int[] order; // the site of each request but the filler
  private final int steps;
  private final List<PatchRequest> requests = new Requests();

  /** Takes {@code order} over; {@code steps} global batches hold it. */
  EpochPlan(RequestDraw draw, int[] order, int steps) {
    this.draw = draw;
    this.order = order;
    this.steps = steps;
  }

  /** The epoch it is a plan of. */
  public EpochId id() {
    return draw.epoch();
  }

  /** Requests of a step over all ranks. */
  public int globalBatch() {
    return draw.globalBatch();
  }

  /** How many batches each rank gets. */
  public int steps() {
    return steps;
  }

  /** What it was drawn from. */
  public PatchPool pool() {
    return draw.pool();
  }

  /** All requests, each drawn when it is read from the list; not a copy. */
  public List<PatchRequest> requests() {
    return requests;
  }

  /**
   * Which site the request shows: the position of a positive in the pool or, after these, the
   * number of a negative among those of the epoch, see {@link #window}.
   */
  public int site(int ordinal) {
    return order[ordinal % order.length];
  }

  /**
   * The background window that the request shows.
   *
   * @param ordinal of a negative request
   */
  public DrawnWindow window(int ordinal) {
    return draw.window(site(ordinal));
  }

  /** Position of the stratum of a negative request; faster than by {@link #window}. */
  public int stratum(int ordinal) {
    return draw.stratum(site(ordinal));
  }

  /** The case of a negative request; faster than by {@link #window}. */
  public String caseName(int ordinal) {
    return draw.caseName(site(ordinal));
  }

  /** Whether the request repeats an earlier one to fill the last batch. */
  public boolean filler(int ordinal) {
    return ordinal >= order.length;
  }

  /**
   * What the requests of one rank are cut from, in order, starting with the first of that step.
   *
   * @throws IllegalArgumentException as {@link #batch}
   */
  public IntStream sources(int firstStep, int rank, int worldSize) {
    int size = share(rank, worldSize);
    return IntStream.range(firstStep, steps)
        .map(step -> step * globalBatch() + rank * size)
        .flatMap(first -> IntStream.range(first, first + size))
        .map(ordinal -> draw.source(site(ordinal)));
  }

  /**
   * The slice of one step that belongs to {@code rank} of {@code worldSize}, drawn now.
   *
   * @throws IllegalArgumentException if the rank is not in [0, worldSize) or the global batch
   *     cannot be shared equally
   */
  public List<PatchRequest> batch(int step, int rank, int worldSize) {
    int size = share(rank, worldSize);
    int first = step * globalBatch() + rank * size;
    return List.copyOf(requests.subList(first, first + size));
  }

  /** How many requests of a step each rank gets. */
  private int share(int rank, int worldSize) {
    if (rank < 0 || rank >= worldSize) {
      throw new IllegalArgumentException(
          Text.format("rank must be in [0, world size %d), was %d", worldSize, rank));
    }
    if (globalBatch() % worldSize != 0) {
      throw new IllegalArgumentException(
          Text.format(
              "a global batch of %d cannot be shared by %d ranks", globalBatch(), worldSize));
    }
    return globalBatch() / worldSize;
  }
}
