package org.ibengine.backend.reference;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import org.junit.jupiter.api.Test;

class ReferenceBufferTest {
  @Test
  void moreThanAByteBufferHoldsIsRefusedWithTheRemedy() {
    IllegalArgumentException refused =
        assertThrows(
            IllegalArgumentException.class,
            () -> ReferenceBuffer.allocate(ReferenceBuffer.MAX_BYTES + 1));
    assertEquals(
        "a buffer of the reference backend has 1 to 2147479552 bytes, asked for 2147479553;"
            + " use the cpu backend",
        refused.getMessage());
  }
}
