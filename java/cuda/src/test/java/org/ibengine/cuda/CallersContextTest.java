package org.ibengine.cuda;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;
import jcuda.driver.CUcontext;
import jcuda.driver.CUdevice;
import jcuda.driver.JCudaDriver;
import org.ibengine.Batch;
import org.ibengine.Epoch;
import org.ibengine.IbEngine;
import org.ibengine.backend.DeviceShare;
import org.ibengine.error.IbException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What a thread has current is so again after every call of ours: here device 1, we use 0. */
@Timeout(120)
class CallersContextTest implements EngineOnDriverDouble {
  private static final int LAUNCH_FAILED = DriverDouble.LAUNCH_FAILED;
  private static final long BYTES = 2 << 20; // what may be shared

  private final CUdevice device = new CUdevice();
  private final CUcontext mine = new CUcontext();

  @BeforeEach
  void makeAnotherDeviceCurrent() {
    start();
    assertEquals(0, JCudaDriver.cuDeviceGet(device, 1));
    assertEquals(0, JCudaDriver.cuDevicePrimaryCtxRetain(mine, device));
    assertEquals(0, JCudaDriver.cuCtxSetCurrent(mine));
  }

  private static void start() {
    DriverDouble.reset();
    DriverDouble.set("DEVICES", 2);
    new CudaBackendProvider().unavailableReason().ifPresent(AssertionError::new);
  }

  @AfterEach
  void letGo() {
    assertEquals(mine, current());
    assertEquals(0, JCudaDriver.cuCtxSetCurrent(new CUcontext()));
    assertEquals(0, JCudaDriver.cuDevicePrimaryCtxRelease(device));
  }

  private static CUcontext current() {
    CUcontext current = new CUcontext();
    assertEquals(0, JCudaDriver.cuCtxGetCurrent(current));
    return current;
  }

  @ParameterizedTest
  @EnumSource
  void afterEveryOperation(DeviceFailureTest.Operation operation) {
    operation.runWhole();
    assertEquals(mine, current());
  }

  @ParameterizedTest
  @EnumSource
  void afterEveryFailureToo(DeviceFailureTest.Operation operation) {
    long before = DriverDouble.calls("*");
    operation.runWhole();
    long calls = DriverDouble.calls("*") - before;
    for (long n = 1; n <= calls; n++) {
      start();
      DriverDouble.failCall("*", n, LAUNCH_FAILED);
      try {
        operation.runWhole();
      } catch (IbException e) {
        assertTrue(e.getMessage().contains("719"), e::getMessage);
      }
      long nth = n;
      assertEquals(mine, current(), () -> "call " + nth);
    }
    start();
  }

  @Test
  void afterEveryCallOfABatch() {
    try (TrainingStream stream = new TrainingStream();
        IbEngine engine = volumes(options().device(0));
        Epoch epoch = engine.epoch(3)) {
      assertEquals(mine, current());
      for (Batch batch : epoch) {
        assertEquals(mine, current());
        batch.ready().hasPassed();
        stream.waitFor(batch);
        assertEquals(mine, current());
        batch.ready().await();
        assertEquals(mine, current());
        batch.closeAfter(stream.handle());
        assertEquals(mine, current());
      }
    }
  }

  @Test
  void afterWhatIsSharedWithOtherProcesses() {
    Context context = Context.open(0);
    try (Stream stream = Stream.create(context);
        CudaMemory memory = new CudaMemory(DeviceBuffer.allocate(context, BYTES), BYTES);
        DeviceShare share = CudaShare.open(0);
        Event written = stream.record()) {
      share.place(memory.address());
      DeviceShare.Slot slot = share.newSlot();
      slot.ready();
      slot.announce(written);
      assertEquals(mine, current());
      slot.isDone();
      written.await();
    }
    context.leave();
  }

  @Test
  void onAThreadThatHasNoneThereIsNoneAgain() {
    Supplier<CUcontext> work =
        () -> {
          DeviceFailureTest.Operation.ON_THE_DEVICE.runWhole();
          return current();
        };
    assertEquals(new CUcontext(), CompletableFuture.supplyAsync(work).join());
  }
}
