package org.ibengine.torch.train;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.bytedeco.javacpp.Pointer;
import org.bytedeco.pytorch.global.torch;
import org.ibengine.torch.RequiresLibtorch;
import org.junit.jupiter.api.Test;

/** What is said where libtorch gets no memory. */
@RequiresLibtorch
class ShortageTest {
  private static final long[] SHAPE = {2, 1, 512, 512, 512};

  @Test
  void aShortageNamesTheBatchAndWhatToDo() {
    RuntimeException failure =
        assertThrows(RuntimeException.class, () -> torch.empty(new long[] {1L << 48}));
    RuntimeException named = Shortage.named(failure, SHAPE);
    assertInstanceOf(TrainingException.class, named);
    String message = named.getMessage();
    assertTrue(message.contains("[2, 1, 512, 512, 512]"), message);
    assertTrue(message.contains("--batch-size"), message);
    assertSame(failure, named.getCause());
  }

  @Test
  void otherFailuresStayAsTheyAre() {
    RuntimeException failure =
        assertThrows(RuntimeException.class, () -> torch.ones(2).add(torch.ones(3)));
    assertSame(failure, Shortage.named(failure, SHAPE));
  }

  @Test
  void memoryIsTheMachinesNotWhatJavaHasForItsHeap() {
    assertEquals(0, Pointer.maxPhysicalBytes());
  }
}
