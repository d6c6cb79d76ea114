package org.ibengine.packed;

import java.nio.ByteBuffer;

/** Encodes one brick after the other. The one result that every encoder gives. Not thread-safe. */
final class BrickEncoder {
  /** A form that a brick can have, and what it takes. */
  private record Sloped(int least, int firstNibble, int width, int slope) {
    int bytes() {
      return BrickLayout.payloadBytes(width << 4 | firstNibble);
    }
  }

  private static final int WIDEST_SLOPED = 14;
  private static final int FINE_SLOPE = 5; // bits up to which the slope is exact

  private final int[] codes; // voxel (x, y, z) at (z · 4 + y) · 8 + x
  private final byte[] payload = new byte[BrickLayout.payloadBytes(255)];
  private final ByteBuffer out = ByteBuffer.wrap(payload);

  BrickEncoder(int[] codes) {
    this.codes = codes;
  }

  /** Writes the payload of the brick whose codes the array has now; returns its head. */
  int write(ByteBuffer payloads) {
    int least = least(0, 1, false);
    int nibble = BrickLayout.nibble(most(0, 1, false) - least);
    int plain = BrickLayout.PLAIN << 4 | nibble;
    Sloped sloped = sloped();
    out.clear();
    boolean slopes = sloped != null && sloped.bytes() < BrickLayout.payloadBytes(plain);
    if (slopes) {
      put16(sloped.least());
      out.put((byte) sloped.slope());
      putRows(BrickLayout.width(sloped.firstNibble()), sloped);
    } else {
      put16(least);
      putPlain(BrickLayout.width(nibble), least);
    }
    payloads.put(payload, 0, out.position());
    return slopes ? sloped.width() << 4 | sloped.firstNibble() : plain;
  }

  /** Null if the differences take too many bits. */
  private Sloped sloped() {
    int least = least(0, BrickLayout.Y, false);
    int nibble = BrickLayout.nibble(most(0, BrickLayout.Y, false) - least);
    int smallest = least(1, 1, true);
    int largest = most(1, 1, true);
    int range = largest - smallest;
    int narrowest = Integer.SIZE - Integer.numberOfLeadingZeros(range);
    for (int width = narrowest; width <= WIDEST_SLOPED; width++) {
      int unit = 1 << Math.max(0, width - FINE_SLOPE);
      int slope = Math.floorDiv(smallest, unit);
      if (slope >= Byte.MIN_VALUE
          && slope <= Byte.MAX_VALUE
          && largest - slope * unit < 1 << width) {
        return new Sloped(least, nibble, width, slope);
      }
    }
    return null;
  }

  private int least(int fromY, int stepY, boolean differences) {
    int least = Integer.MAX_VALUE;
    for (int z = 0; z < BrickLayout.Z; z++) {
      for (int y = fromY; y < BrickLayout.Y; y += stepY) {
        for (int x = 0; x < BrickLayout.X; x++) {
          least = Math.min(least, value(x, y, z, differences));
        }
      }
    }
    return least;
  }

  private int most(int fromY, int stepY, boolean differences) {
    int most = Integer.MIN_VALUE;
    for (int z = 0; z < BrickLayout.Z; z++) {
      for (int y = fromY; y < BrickLayout.Y; y += stepY) {
        for (int x = 0; x < BrickLayout.X; x++) {
          most = Math.max(most, value(x, y, z, differences));
        }
      }
    }
    return most;
  }

  /** A code, or how much it is above that of the row before it. */
  private int value(int x, int y, int z, boolean difference) {
    int at = (z * BrickLayout.Y + y) * BrickLayout.X + x;
    return difference ? codes[at] - codes[at - BrickLayout.X] : codes[at];
  }

  private void put16(int value) {
    out.put((byte) value).put((byte) (value >> 8));
  }

  private void putPlain(int width, int least) {
    for (int pair = 0; pair < BrickLayout.Z; pair += 2) {
      for (int y = 0; y < BrickLayout.Y; y++) {
        for (int z = pair; z < pair + 2; z++) {
          putRow(y, z, width, false, least);
        }
      }
    }
  }

  private void putRows(int firstWidth, Sloped sloped) {
    int step = sloped.slope() << Math.max(0, sloped.width() - FINE_SLOPE);
    for (int pair = 0; pair < BrickLayout.Z; pair += 2) {
      for (int y = 0; y < BrickLayout.Y; y++) {
        for (int z = pair; z < pair + 2; z++) {
          if (y == 0) {
            putRow(y, z, firstWidth, false, sloped.least());
          } else {
            putRow(y, z, sloped.width(), true, step);
          }
        }
      }
    }
  }

  private void putRow(int y, int z, int width, boolean difference, int less) {
    long bits = 0;
    int held = 0;
    for (int x = 0; x < BrickLayout.X; x++) {
      bits |= (long) (value(x, y, z, difference) - less) << held;
      held += width;
      for (; held >= Byte.SIZE; held -= Byte.SIZE) {
        out.put((byte) bits);
        bits >>>= Byte.SIZE;
      }
    }
  }
}
