package org.ibengine.pipeline;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.ArrayList;
import java.util.List;
import org.ibengine.backend.Backend;
import org.ibengine.backend.reference.ReferenceBackend;
import org.ibengine.plan.PatchRequest;
import org.ibengine.tensor.ElementType;
import org.ibengine.volume.Size3;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** An epoch whose ring finds no memory for a slot that it needs. */
@Timeout(20)
class SlotShortageTest {
  private static final BatchShape SHAPE =
      new BatchShape(1, 1, new Size3(3, 5, 7), ElementType.FLOAT32);
  private static final OutOfMemoryError SHORTAGE = new OutOfMemoryError("no");

  private final Backend backend = new ReferenceBackend();
  private int made;

  private BatchSlot newSlot() {
    made++;
    if (made > 20) {
      throw SHORTAGE;
    }
    return new HostSlot(backend::allocate, SHAPE);
  }

  private record Filler(int atOnce) implements BatchFiller {
    @Override
    public BatchSlot newSlot() {
      throw new AssertionError("the ring makes slots");
    }

    @Override
    public void fill(List<PatchRequest> requests, BatchSlot slot) {}
  }

  private static final class Steps implements BatchSequence {
    @Override
    public int firstStep() {
      return 0;
    }

    @Override
    public int steps() {
      return 30;
    }

    @Override
    public List<PatchRequest> requests(int step) {
      return List.of();
    }

    @Override
    public void nearEnd() {}

    @Override
    public void allClaimed() {
      throw new AssertionError("not every batch has a slot");
    }
  }

  @Test
  void theEpochStopsBehindTheBatchesBeforeIt() {
    for (int producers : new int[] {1, 3}) {
      made = 0;
      try (SlotRing ring = new SlotRing(this::newSlot, 40)) {
        EpochRun run = new EpochRun(new Filler(producers), ring, new Steps());
        List<FilledBatch> held = new ArrayList<>();
        for (int step = 0; step < 20; step++) {
          held.add(run.take());
        }
        assertSame(SHORTAGE, assertThrows(OutOfMemoryError.class, run::take));
        assertSame(SHORTAGE, assertThrows(OutOfMemoryError.class, run::take));
        held.forEach(run::release);
        run.close();
        assertEquals(0, ring.taken());
      }
    }
  }
}
