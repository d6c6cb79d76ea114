package org.ibengine.plan;

import java.util.AbstractList;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.RandomAccess;
import java.util.function.Predicate;
import org.ibengine.volume.Index3;
import org.ibengine.volume.Size3;

/**
 * Windows without foreground, in order, counted by source: a list that makes its elements when they
 * are read, so that millions of windows need no object each. Reading one takes logarithmic time.
 * Immutable if the lists of corners are, so thread-safe.
 */
public final class NegativeSites extends AbstractList<NegativeSite> implements RandomAccess {
  /**
   * The windows of one source; the parameters are those of {@link NegativeSite}.
   *
   * @param corners of each window, in order; kept, not copied
   */
  public record OfSource(int source, String caseName, Size3 volume, List<Index3> corners) {
    private static final List<Index3> WHOLE = List.of(Index3.ZERO);

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
  private final int[] ends; // of each part: how many windows it and those before it have

  /**
   * The windows of all parts, one part after the other.
   *
   * @throws IllegalArgumentException if there are 2^31 windows or more
   */
  public NegativeSites(List<OfSource> parts) {
    this.parts = parts.stream().filter(part -> !part.corners().isEmpty()).toList();
    this.ends = new int[this.parts.size()];
    long end = 0;
    for (int i = 0; i < ends.length; i++) {
      end += this.parts.get(i).corners().size();
      if (end > Integer.MAX_VALUE) {
        throw new IllegalArgumentException(
            "a dataset may have 2^31 - 1 background windows, this one has more; use a larger stride");
      }
      ends[i] = (int) end;
    }
  }

  /** The same windows in the same order. */
  public static NegativeSites of(List<NegativeSite> sites) {
    List<OfSource> parts = new ArrayList<>();
    for (NegativeSite site : sites) {
      if (parts.isEmpty() || !parts.get(parts.size() - 1).isOf(site)) {
        parts.add(new OfSource(site.source(), site.caseName(), site.volume(), new ArrayList<>()));
      }
      parts.get(parts.size() - 1).corners().add(site.corner());
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
  public int source(int rank) {
    return parts.get(partOf(rank)).source();
  }

  /** Of the window of that rank; faster than by {@link #get}. */
  public String caseName(int rank) {
    return parts.get(partOf(rank)).caseName();
  }

  @Override
  public int size() {
    return ends.length == 0 ? 0 : ends[ends.length - 1];
  }

  @Override
  public NegativeSite get(int rank) {
    int number = partOf(rank);
    OfSource part = parts.get(number);
    int first = number == 0 ? 0 : ends[number - 1];
    return new NegativeSite(
        part.source(), part.caseName(), part.volume(), part.corners().get(rank - first));
  }

  /** The first part that ends after the window of that rank. */
  private int partOf(int rank) {
    Objects.checkIndex(rank, size());
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
}
