package org.ibengine.plan;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.function.Predicate;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.ibengine.volume.Index3;
import org.ibengine.volume.Size3;

/**
 * Windows without foreground, in order, counted by source; their objects are made when they are
 * read, so that billions of windows need none. Reading one takes logarithmic time. Immutable if the
 * corners are, so thread-safe; equal if the windows of each source are.
 */
public final class NegativeSites {
  /**
   * The windows of one source; the parameters are those of {@link NegativeSite}.
   *
   * @param corners of each window, in order; kept, not copied
   */
  public record OfSource(int source, String caseName, Size3 volume, Corners corners) {
    private static final Corners WHOLE = Corners.of(List.of(Index3.ZERO));

    /** Those of a list, in its order; the list is kept, not copied. */
    public OfSource(int source, String caseName, Size3 volume, List<Index3> corners) {
      this(source, caseName, volume, Corners.of(corners));
    }

    /** A source that is cut out already: its one window is the whole of it. */
    public static OfSource whole(int source, String caseName, Size3 volume) {
      return new OfSource(source, caseName, volume, WHOLE);
    }

    private boolean isOf(NegativeSite site) {
      return source == site.source()
          && caseName.equals(site.caseName())
          && volume.equals(site.volume());
    }
  }

  private final List<OfSource> parts;
  private final long[] ends; // of each part: how many windows it and those before it have

  /** The windows of all parts, one part after the other. */
  public NegativeSites(List<OfSource> parts) {
    this.parts = parts.stream().filter(part -> part.corners().count() > 0).toList();
    this.ends = new long[this.parts.size()];
    long end = 0;
    for (int i = 0; i < ends.length; i++) {
      end = Math.addExact(end, this.parts.get(i).corners().count());
      ends[i] = end;
    }
  }

  /** The same windows in the same order. */
  public static NegativeSites of(List<NegativeSite> sites) {
    List<OfSource> parts = new ArrayList<>();
    List<Index3> corners = null;
    for (NegativeSite site : sites) {
      if (parts.isEmpty() || !parts.get(parts.size() - 1).isOf(site)) {
        corners = new ArrayList<>();
        parts.add(new OfSource(site.source(), site.caseName(), site.volume(), corners));
      }
      corners.add(site.corner());
    }
    return new NegativeSites(parts);
  }

  /** The windows by source, in order; none of them empty. */
  public List<OfSource> parts() {
    return parts;
  }

  /** Those of the chosen cases, in the same order. */
  public NegativeSites where(Predicate<String> caseName) {
    return new NegativeSites(
        parts.stream().filter(part -> caseName.test(part.caseName())).toList());
  }

  /** Of the window of that rank; faster than by {@link #get}. */
  public int source(long rank) {
    return parts.get(partOf(rank)).source();
  }

  /** Of the window of that rank; faster than by {@link #get}. */
  public String caseName(long rank) {
    return parts.get(partOf(rank)).caseName();
  }

  /** Of the window of that rank, see {@link Corners#score}. */
  public double score(long rank) {
    int number = partOf(rank);
    return parts.get(number).corners().score(rank - (number == 0 ? 0 : ends[number - 1]));
  }

  /** How many windows. */
  public long count() {
    return ends.length == 0 ? 0 : ends[ends.length - 1];
  }

  public boolean isEmpty() {
    return ends.length == 0;
  }

  /**
   * @param rank in [0, count)
   */
  public NegativeSite get(long rank) {
    int number = partOf(rank);
    OfSource part = parts.get(number);
    long first = number == 0 ? 0 : ends[number - 1];
    return new NegativeSite(
        part.source(), part.caseName(), part.volume(), part.corners().get(rank - first));
  }

  /** All windows in order, each made when it is read. */
  public Stream<NegativeSite> stream() {
    return LongStream.range(0, count()).mapToObj(this::get);
  }

  /** The first part that ends after the window of that rank. */
  private int partOf(long rank) {
    Objects.checkIndex(rank, count());
    int low = 0;
    int high = ends.length - 1;
    while (low < high) {
      int middle = (low + high) >>> 1;
      if (ends[middle] > rank) {
        high = middle;
      } else {
        low = middle + 1;
      }
    }
    return low;
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof NegativeSites sites && parts.equals(sites.parts);
  }

  @Override
  public int hashCode() {
    return parts.hashCode();
  }

  @Override
  public String toString() {
    return count() + " windows of " + parts.size() + " sources";
  }
}
