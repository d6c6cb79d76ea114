package org.ibengine.measure;

import java.util.Arrays;
import org.ibengine.volume.Size3;

/** A mask of blocks, x fastest, and what makes a body of it. Not thread-safe. */
final class BlockMask {
  private static final byte OUT = 0;
  private static final byte IN = 1;
  private static final byte OPEN = 2;
  private static final int NO_AXIS = -1;

  private final Size3 grid;
  private final byte[] blocks;
  private final int[] queue; // the blocks that a flood has reached, in order

  /**
   * @param values of blocks, x fastest
   * @param threshold what those of the mask reach at least
   */
  BlockMask(Size3 grid, double[] values, double threshold) {
    this.grid = grid;
    this.blocks = new byte[values.length];
    this.queue = new int[values.length];
    for (int i = 0; i < values.length; i++) {
      blocks[i] = values[i] >= threshold ? IN : OUT;
    }
  }

  boolean holds(int block) {
    return blocks[block] == IN;
  }

  /** Keeps the largest of the parts that faces connect; of equal ones, the first in memory. */
  void keepLargestPart() {
    byte[] rest = blocks.clone();
    int[] largest = {};
    for (int i = 0; i < rest.length; i++) {
      int count = flood(rest, i, IN, OUT, NO_AXIS);
      largest = count > largest.length ? Arrays.copyOf(queue, count) : largest;
    }
    Arrays.fill(blocks, OUT);
    for (int block : largest) {
      blocks[block] = IN;
    }
  }

  /**
   * Adds what the mask encloses in a plane across any axis: in a plane, because lungs that reach
   * the first or last slice are open to it, and the trachea always is.
   */
  void fillHoles() {
    byte[] filled = blocks.clone();
    for (int axis = 0; axis < 3; axis++) {
      byte[] planes = blocks.clone();
      openFromBorders(planes, axis);
      for (int i = 0; i < planes.length; i++) {
        filled[i] = planes[i] == OUT ? IN : filled[i];
      }
    }
    System.arraycopy(filled, 0, blocks, 0, filled.length);
  }

  /** Marks what is open to the border of its plane across {@code axis}. */
  private void openFromBorders(byte[] planes, int axis) {
    int i = 0;
    for (int z = 0; z < grid.z(); z++) {
      for (int y = 0; y < grid.y(); y++) {
        for (int x = 0; x < grid.x(); x++, i++) {
          boolean border =
              (axis != 0 && isEnd(x, grid.x()))
                  || (axis != 1 && isEnd(y, grid.y()))
                  || (axis != 2 && isEnd(z, grid.z()));
          if (border) {
            flood(planes, i, OUT, OPEN, axis);
          }
        }
      }
    }
  }

  private static boolean isEnd(int index, int length) {
    return index == 0 || index == length - 1;
  }

  /**
   * Turns all cells {@code from} that are connected with the first one into {@code to}.
   *
   * @param skipped axis along which none are connected
   * @return how many; the queue holds them
   */
  private int flood(byte[] cells, int first, byte from, byte to, int skipped) {
    int reached = reach(cells, first, from, to, 0);
    for (int done = 0; done < reached; done++) {
      int cell = queue[done];
      int step = 1;
      int rest = cell;
      for (int axis = 0; axis < 3; axis++) {
        int length = grid.get(axis);
        int index = rest % length;
        if (axis != skipped && index > 0) {
          reached = reach(cells, cell - step, from, to, reached);
        }
        if (axis != skipped && index < length - 1) {
          reached = reach(cells, cell + step, from, to, reached);
        }
        rest /= length;
        step *= length;
      }
    }
    return reached;
  }

  private int reach(byte[] cells, int cell, byte from, byte to, int reached) {
    if (cells[cell] != from) {
      return reached;
    }
    cells[cell] = to;
    queue[reached] = cell;
    return reached + 1;
  }
}
