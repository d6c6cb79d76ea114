package org.ibengine.place;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.InputStream;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.Test;

class WindowStartsTest {
  @Test
  void startsAreThoseOfMonai() throws IOException {
    int seen = 0;
    for (JsonNode item : golden().get("window_starts")) {
      int[] expected =
          StreamSupport.stream(item.get("starts").spliterator(), false)
              .mapToInt(JsonNode::asInt)
              .toArray();
      WindowStarts windows = WindowStarts.of(item.get("dim").asInt(), item.get("roi").asInt());
      assertArrayEquals(expected, windows.starts(), item.toString());
      assertEquals(expected.length, windows.count(), item.toString());
      seen++;
    }
    assertEquals(13, seen);
  }

  private static JsonNode golden() throws IOException {
    try (InputStream file = WindowStartsTest.class.getResourceAsStream("/ratio/golden.json")) {
      return new ObjectMapper().readTree(file);
    }
  }

  @Test
  void everyVoxelLiesInAWindowAndNoWindowLeavesThePaddedVolume() {
    for (int dim = 1; dim <= 13; dim++) {
      for (int window = 1; window <= 15; window++) {
        for (int stride = 1; stride <= window; stride++) {
          requireCover(new WindowStarts(dim, window, stride));
        }
      }
    }
  }

  private static void requireCover(WindowStarts windows) {
    boolean[] covered = new boolean[windows.padded()];
    int last = -1;
    for (int start : windows.starts()) {
      assertTrue(start > last, windows + " has start " + start + " after " + last);
      last = start;
      for (int at = start; at < start + windows.window(); at++) {
        covered[at] = true;
      }
    }
    for (int at = 0; at < covered.length; at++) {
      assertTrue(covered[at], windows + " misses voxel " + at);
    }
  }

  @Test
  void aShortVolumeIsPaddedByHalfBefore() {
    WindowStarts windows = WindowStarts.of(4, 9);
    assertEquals(9, windows.padded());
    assertEquals(2, windows.before());
    assertArrayEquals(new int[] {0}, windows.starts());
  }

  @Test
  void aStrideMayBeGivenAsItIs() {
    assertArrayEquals(new int[] {0, 144, 152}, new WindowStarts(312, 160, 144).starts());
  }

  @Test
  void theStrideOfAnOverlapIsRoundedDownAndAtLeastOne() {
    assertEquals(5, WindowStarts.of(20, 7).stride());
    assertEquals(1, WindowStarts.of(20, 1).stride());
    assertEquals(7, WindowStarts.of(20, 7, 0).stride());
  }

  @Test
  void windowsThatCannotBeAreRefused() {
    assertThrows(IllegalArgumentException.class, () -> new WindowStarts(0, 3, 1));
    assertThrows(IllegalArgumentException.class, () -> new WindowStarts(3, 0, 1));
    assertThrows(IllegalArgumentException.class, () -> new WindowStarts(3, 3, 0));
    assertThrows(IllegalArgumentException.class, () -> WindowStarts.of(3, 3, 1));
    assertThrows(IllegalArgumentException.class, () -> WindowStarts.of(3, 3, Double.NaN));
  }
}
