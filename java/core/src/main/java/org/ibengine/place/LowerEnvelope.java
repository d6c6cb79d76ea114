package org.ibengine.place;

/**
 * The minimum of parabolas of one curvature, {@code (spacing · (x − vertex))² + height}: added by
 * ascending vertex, then evaluated at consecutive places. See {@link DistancePlanes}. Not
 * thread-safe.
 */
final class LowerEnvelope {
  private final int[] vertices;
  private final double[] heights;
  private final double[] from; // where each parabola begins to be the lowest
  private int count;
  private double square; // of the spacing

  /**
   * @param most parabolas between two calls of {@link #clear}
   */
  LowerEnvelope(int most) {
    vertices = new int[most];
    heights = new double[most];
    from = new double[most];
  }

  /** Begins a new one. */
  void clear(double spacing) {
    count = 0;
    square = spacing * spacing;
  }

  /**
   * @param vertex above that of the parabola before
   * @param height at least 0 and finite
   */
  void add(int vertex, double height) {
    double begin = Double.NEGATIVE_INFINITY;
    while (count > 0) {
      begin = intersection(count - 1, vertex, height);
      if (begin > from[count - 1]) {
        break;
      }
      count--;
      begin = Double.NEGATIVE_INFINITY;
    }
    vertices[count] = vertex;
    heights[count] = height;
    from[count++] = begin;
  }

  /** From where on the new parabola lies below one of a smaller vertex. */
  private double intersection(int lower, int vertex, double height) {
    double apart = vertex - vertices[lower];
    double middle = (vertex + (double) vertices[lower]) / 2;
    return middle + (height - heights[lower]) / (2 * square * apart);
  }

  /**
   * The minima at {@code first}, first + 1, …
   *
   * @param at where in {@code values} the first goes; the others follow {@code stride} apart
   */
  void evaluate(int first, int places, double[] values, int at, int stride) {
    int lowest = 0;
    for (int i = 0; i < places; i++) {
      double place = (double) first + i;
      while (lowest + 1 < count && from[lowest + 1] < place) {
        lowest++;
      }
      double apart = place - vertices[lowest];
      values[at + i * stride] = square * apart * apart + heights[lowest];
    }
  }
}
