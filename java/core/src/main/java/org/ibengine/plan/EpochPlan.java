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
 * <p>Where every instance is shown, four bytes per request are held: which site it shows; and,
 * unless the background is the grid alone, eight for each negative. The rest of a request is drawn
 * anew each time it is asked for; with replacement, all of it. Immutable, so thread-safe.
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
      return draw.request(ordinal, filler(ordinal));
    }
  }

  private final EpochDraw draw;
  private final int steps;
  private final List<PatchRequest> requests = new Requests();

  /** {@code steps} global batches hold what is drawn. */
  EpochPlan(EpochDraw draw, int steps) {
    this.draw = draw;
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
    return draw.site(ordinal);
  }

  /** Labels of what negative requests are drawn from, such as {@link Stratum#GRID}. */
  public List<String> strata() {
    return draw.strata();
  }

  /** How many windows a stratum of {@link #strata} has to draw from. */
  public long windows(int stratum) {
    return draw.windows(stratum);
  }

  /** Whether patches are drawn with replacement, see {@link Sampler}. */
  public boolean replaces() {
    return draw.replaces();
  }

  /**
   * The background window, or the box, that the request shows.
   *
   * @param ordinal of a negative request
   */
  public DrawnWindow window(int ordinal) {
    return draw.window(ordinal);
  }

  /** Position among {@link #strata} of a negative request; faster than by {@link #window}. */
  public int stratum(int ordinal) {
    return draw.stratum(ordinal);
  }

  /** The case of a negative request; faster than by {@link #window}. */
  public String caseName(int ordinal) {
    return draw.caseName(ordinal);
  }

  /** Whether the request repeats an earlier one to fill the last batch. */
  public boolean filler(int ordinal) {
    return ordinal >= draw.size();
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
        .map(draw::source);
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
