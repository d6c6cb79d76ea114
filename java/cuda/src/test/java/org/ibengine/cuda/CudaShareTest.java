package org.ibengine.cuda;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.ByteBuffer;
import org.ibengine.backend.DeviceEvent;
import org.ibengine.backend.DeviceShare;
import org.ibengine.error.BackendFailureException;
import org.ibengine.error.BackendUnavailableException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Memory that goes to another process and back, on the driver's test double. */
@Timeout(60)
class CudaShareTest {
  private static final long BYTES = 2 << 20; // what may be shared
  private static final long OFFSET = 512;
  private static final int POISON = 0xCB;

  @BeforeEach
  void reset() {
    DriverDouble.reset();
    new CudaBackendProvider().unavailableReason().ifPresent(AssertionError::new); // starts it
  }

  @AfterEach
  void nothingIsLeftAndNothingWasMisused() {
    DriverDouble.assertNoMisuse();
    DriverDouble.assertNothingIsOpen();
  }

  /** The server's side: memory that is written on a stream of its own. */
  private static final class Side implements AutoCloseable {
    final Context context = Context.open(0);
    final Stream stream = Stream.create(context);
    final CudaMemory memory = new CudaMemory(DeviceBuffer.allocate(context, BYTES), BYTES);
    final DeviceShare share = CudaShare.open(0);
    final DeviceShare.Slot slot = share.newSlot();

    void announceWrittenLater() {
      stream.fill(memory.address() + OFFSET, 5, 1);
      try (Event written = stream.record()) {
        slot.announce(written);
      }
    }

    SharingPeer peer(boolean waits) throws Exception {
      return new SharingPeer(share.place(memory.address() + OFFSET), slot, waits);
    }

    void awaitDone() throws InterruptedException {
      while (!slot.isDone()) {
        Thread.sleep(1);
      }
    }

    int written() {
      try (PinnedBuffer copy = PinnedBuffer.allocate(context, 1)) {
        stream.copyToHost(copy.address(), memory.address() + OFFSET, 1);
        stream.synchronize();
        ByteBuffer view = copy.view(0, 1);
        return view.get();
      }
    }

    @Override
    public void close() {
      share.close();
      stream.close();
      memory.close();
      context.leave();
    }
  }

  @Test
  void anotherProcessReadsWhatIsWrittenAfterItWasToldAndItsOwnWritingIsWaitedFor()
      throws Exception {
    try (Side side = new Side()) {
      side.announceWrittenLater();
      assertTrue(DriverDouble.open("pending") > 0, "nobody has waited");
      try (SharingPeer peer = side.peer(true)) {
        assertEquals(5, peer.says());
        assertEquals(9, peer.says());
        assertFalse(side.slot.isDone()); // asking is what lets it run
        side.awaitDone();
        assertEquals(9, side.written());
      }
    }
  }

  @Test
  void processThatDoesNotWaitForReadyReadsWhatWasThereBefore() throws Exception {
    try (Side side = new Side()) {
      side.announceWrittenLater();
      try (SharingPeer peer = side.peer(false)) {
        assertEquals(POISON, peer.says());
        peer.says();
        side.awaitDone();
      }
    }
  }

  @Test
  void killedProcessIsNeverDoneAndNothingHereWaitsForIt() throws Exception {
    try (Side side = new Side()) {
      side.announceWrittenLater();
      SharingPeer peer = side.peer(true);
      peer.says();
      peer.says();
      peer.kill();
      for (int i = 0; i < 50; i++) {
        assertFalse(side.slot.isDone());
      }
      assertEquals(5, side.written());
    }
  }

  @Test
  void memoryThatNobodyHasYetUsedIsDone() {
    try (Side side = new Side()) {
      assertTrue(side.slot.isDone());
    }
  }

  @Test
  void placesInOneAllocationDifferByTheirOffsets() {
    try (Side side = new Side()) {
      DeviceShare.Place start = side.share.place(side.memory.address());
      DeviceShare.Place inside = side.share.place(side.memory.address() + OFFSET);
      assertEquals(128, start.allocation().length());
      assertEquals(start.allocation(), inside.allocation());
      assertEquals(0, start.offset());
      assertEquals(OFFSET, inside.offset());
      assertNotEquals(side.slot.ready(), side.slot.done());
      assertEquals(side.slot.done(), side.slot.done());
    }
  }

  @Test
  void deviceIsToldByItsUuidWhateverItsNumber() {
    DriverDouble.set("DEVICES", 2);
    try (DeviceShare second = CudaShare.open(1)) {
      assertEquals("d0d1d2d3-d4d5-d6d7-d8d9-dadbdcddde01", second.uuid());
    }
    DriverDouble.set("HIDDEN", 1);
    try (DeviceShare first = CudaShare.open(0)) {
      assertEquals("d0d1d2d3-d4d5-d6d7-d8d9-dadbdcddde01", first.uuid());
    }
  }

  @Test
  void closedShareRefusesToBeUsed() {
    DeviceShare share = CudaShare.open(0);
    DeviceShare.Slot slot = share.newSlot();
    share.close();
    share.close();
    assertThrows(IllegalStateException.class, share::newSlot);
    assertThrows(IllegalStateException.class, () -> slot.announce(DeviceEvent.PASSED));
    assertThrows(IllegalStateException.class, slot::isDone);
  }

  @Test
  void withoutADriverItIsUnavailable() {
    System.setProperty("ib.cuda", "off");
    try {
      assertThrows(BackendUnavailableException.class, () -> CudaShare.open(0));
    } finally {
      System.clearProperty("ib.cuda");
    }
  }

  @Test
  void deviceWithoutIpcIsRefusedByName() {
    DriverDouble.set("IPC", 0);
    String message =
        assertThrows(BackendUnavailableException.class, () -> CudaShare.open(0)).getMessage();
    assertTrue(message.contains("device 0 does not offer CUDA IPC"), message);
  }

  /** What a session does with it. */
  private static void use(CudaMemory memory, DeviceEvent written) {
    try (DeviceShare share = CudaShare.open(0)) {
      share.uuid();
      share.place(memory.address());
      DeviceShare.Slot slot = share.newSlot();
      slot.ready();
      slot.announce(written);
      slot.isDone();
    }
  }

  @Test
  void callThatFailsIsToldByNameAndLeavesNothingOpen() {
    Context context = Context.open(0);
    Stream stream = Stream.create(context);
    CudaMemory memory = new CudaMemory(DeviceBuffer.allocate(context, BYTES), BYTES);
    try (Event written = stream.record()) {
      long before = DriverDouble.calls("*");
      use(memory, written);
      long calls = DriverDouble.calls("*") - before;
      assertTrue(calls > 15, "calls: " + calls);
      int told = 0;
      for (long n = 1; n <= calls; n++) {
        DriverDouble.failCall("*", n, DriverDouble.LAUNCH_FAILED);
        try {
          use(memory, written);
        } catch (BackendFailureException e) {
          assertTrue(e.getMessage().startsWith("cu"), e::getMessage);
          told++;
        } catch (BackendUnavailableException e) {
          told++; // while the driver was asked whether it is there
        }
        assertEquals(1, DriverDouble.open("streams"), "call " + n);
        assertEquals(1, DriverDouble.open("events"), "call " + n);
      }
      assertEquals(calls, told);
    }
    stream.close();
    memory.close();
    context.leave();
    DriverDouble.reset(); // a stream that could not be waited for is closed with work in it
  }
}
