package org.ibengine.backend;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.api.Test;

/** Against the known answers that its authors publish (Random123, kat_vectors). */
class PhiloxTest {
  @Test
  void zerosGiveTheKnownAnswer() {
    assertArrayEquals(
        new int[] {0x6627e8d5, 0xe169c58d, 0xbc57ac4c, 0x9b00dbd8},
        Philox.words(new int[] {0, 0, 0, 0}, 0));
  }

  @Test
  void onesGiveTheKnownAnswer() {
    assertArrayEquals(
        new int[] {0x408f276d, 0x41c83b0e, 0xa20bc7c6, 0x6d5451fd},
        Philox.words(new int[] {-1, -1, -1, -1}, -1L));
  }

  @Test
  void digitsOfPiGiveTheKnownAnswer() {
    assertArrayEquals(
        new int[] {0xd16cfe09, 0x94fdcceb, 0x5001e420, 0x24126ea1},
        Philox.words(
            new int[] {0x243f6a88, 0x85a308d3, 0x13198a2e, 0x03707344}, 0x299f31d0_a4093822L));
  }

  @Test
  void uniformNumbersAreTheWordsInOrder() {
    assertEquals(0x6627e8 * 0x1p-24, Philox.uniform(0, 0));
    assertEquals(0x9b00db * 0x1p-24, Philox.uniform(3, 0));
  }
}
