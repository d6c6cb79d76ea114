package org.ibengine.pipeline;

import static java.util.concurrent.TimeUnit.HOURS;
import static java.util.concurrent.TimeUnit.MILLISECONDS;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotSame;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.ibengine.backend.Backend;
import org.ibengine.backend.DeviceEvent;
import org.ibengine.backend.reference.ReferenceBackend;
import org.ibengine.tensor.BatchPart;
import org.ibengine.tensor.Device;
import org.ibengine.tensor.ElementType;
import org.ibengine.tensor.TensorMemory;
import org.ibengine.volume.Size3;
import org.junit.jupiter.api.Test;

class SlotRingTest {
  private static final BatchShape SHAPE =
      new BatchShape(2, 3, new Size3(3, 5, 7), ElementType.FLOAT16);

  private final Backend backend = new ReferenceBackend();

  private BatchSlot slot() {
    return new HostSlot(backend::allocate, SHAPE);
  }

  @Test
  void slotsHaveRoomForOneBatch() throws InterruptedException {
    try (SlotRing ring = new SlotRing(this::slot, 1)) {
      BatchSlot slot = ring.take();
      assertEquals(2 * 3 * 105 * 2, slot.memory(BatchPart.IMAGE).sizeBytes());
      assertEquals(2 * 105, slot.memory(BatchPart.LABEL).sizeBytes());
      ring.release(slot);
    }
  }

  @Test
  void aSlotIsTakenByOneAtATime() throws Exception {
    try (SlotRing ring = new SlotRing(this::slot, 2)) {
      BatchSlot first = ring.take();
      assertNotSame(first, ring.take());
      assertEquals(2, ring.taken());
      FutureTask<BatchSlot> waiting = new FutureTask<>(ring::take);
      new Thread(waiting).start();
      ring.release(first);
      assertSame(first, waiting.get());
      assertEquals(2, ring.taken());
    }
  }

  @Test
  void whoeverWaitsIsWokenByHurryAndNotByARelease() throws Exception {
    try (SlotRing ring = new SlotRing(this::slot, 1, HOURS.toMillis(1))) {
      BatchSlot slot = ring.take();
      FutureTask<BatchSlot> waiting = new FutureTask<>(ring::take);
      Thread thread = new Thread(waiting);
      thread.start();
      while (thread.getState() != Thread.State.TIMED_WAITING) {
        Thread.onSpinWait();
      }
      ring.hurry();
      ring.release(slot);
      assertThrows(TimeoutException.class, () -> waiting.get(20, MILLISECONDS));
      ring.hurry();
      assertSame(slot, waiting.get());
    }
  }

  @Test
  void aSlotReleasedTwiceOrElsewhereIsAnError() throws InterruptedException {
    try (SlotRing ring = new SlotRing(this::slot, 1);
        SlotRing other = new SlotRing(this::slot, 1)) {
      BatchSlot slot = ring.take();
      assertThrows(IllegalStateException.class, () -> other.release(slot));
      ring.release(slot);
      assertThrows(IllegalStateException.class, () -> ring.release(slot));
    }
  }

  @Test
  void closingFreesASlotOnceItComesBack() throws InterruptedException {
    SlotRing ring = new SlotRing(this::slot, 2);
    BatchSlot slot = ring.take();
    ring.close();
    slot.memory(BatchPart.IMAGE).view(0, 1);
    assertEquals(1, ring.taken());
    ring.release(slot);
    assertEquals(0, ring.taken());
    assertThrows(IllegalStateException.class, () -> slot.memory(BatchPart.IMAGE).view(0, 1));
    ring.close();
  }

  @Test
  void everySlotIsFreedEvenIfOneCannotBe() {
    List<BatchSlot> freed = new ArrayList<>();
    SlotRing ring =
        new SlotRing(
            () ->
                new FreedSlot(
                    slot -> {
                      freed.add(slot);
                      if (freed.size() == 2) {
                        throw new IllegalStateException("no");
                      }
                    }),
            3);
    assertEquals("no", assertThrows(IllegalStateException.class, ring::close).getMessage());
    assertEquals(3, freed.size());
    ring.close();
    assertEquals(3, freed.size());
    assertEquals(0, ring.taken());
  }

  @Test
  void ifASlotCannotBeMadeThoseBeforeItAreFreed() {
    List<BatchSlot> made = new ArrayList<>();
    List<BatchSlot> freed = new ArrayList<>();
    Supplier<BatchSlot> maker =
        () -> {
          if (made.size() == 2) {
            throw new OutOfMemoryError("no");
          }
          made.add(new FreedSlot(freed::add));
          return made.get(made.size() - 1);
        };
    assertThrows(OutOfMemoryError.class, () -> new SlotRing(maker, 4));
    assertEquals(made, freed);
  }

  @Test
  void ofAMillionSlotsThoseThatAreUsedAreMadeAndFreed() throws InterruptedException {
    List<BatchSlot> made = new ArrayList<>();
    List<BatchSlot> freed = new ArrayList<>();
    Supplier<BatchSlot> maker =
        () -> {
          made.add(new FreedSlot(freed::add));
          return made.get(made.size() - 1);
        };
    SlotRing ring = new SlotRing(maker, Integer.MAX_VALUE);
    assertEquals(16, made.size());
    List<BatchSlot> taken = new ArrayList<>();
    for (int i = 0; i < 20; i++) {
      taken.add(ring.take());
    }
    assertEquals(made, taken);
    assertEquals(20, ring.taken());
    taken.forEach(ring::release);
    assertSame(made.get(19), ring.take());
    assertEquals(20, made.size());
    ring.release(made.get(19));
    ring.close();
    assertEquals(Set.copyOf(made), Set.copyOf(freed));
  }

  @Test
  void aSlotThatCannotBeMadeWhenItIsNeededIsAnErrorAndTheOthersStay() throws InterruptedException {
    List<BatchSlot> made = new ArrayList<>();
    Supplier<BatchSlot> maker =
        () -> {
          if (made.size() == 16) {
            throw new OutOfMemoryError("no");
          }
          made.add(new FreedSlot(slot -> {}));
          return made.get(made.size() - 1);
        };
    try (SlotRing ring = new SlotRing(maker, 17)) {
      for (int i = 0; i < 16; i++) {
        ring.take();
      }
      assertThrows(OutOfMemoryError.class, ring::take);
      assertEquals(16, ring.taken());
      ring.release(made.get(3));
      assertSame(made.get(3), ring.take());
      made.forEach(ring::release);
    }
  }

  /** Tells when it is freed; has nothing else. */
  private static final class FreedSlot implements BatchSlot {
    private final Consumer<BatchSlot> onFree;

    FreedSlot(Consumer<BatchSlot> onFree) {
      this.onFree = onFree;
    }

    @Override
    public Device device() {
      return Device.CPU;
    }

    @Override
    public TensorMemory memory(BatchPart part) {
      throw new AssertionError("not asked for");
    }

    @Override
    public DeviceEvent ready() {
      return DeviceEvent.PASSED;
    }

    @Override
    public void releaseAfter(long stream) {
      throw new AssertionError("not asked for");
    }

    @Override
    public void free() {
      onFree.accept(this);
    }
  }
}
