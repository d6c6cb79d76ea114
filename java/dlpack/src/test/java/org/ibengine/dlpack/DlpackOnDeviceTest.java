package org.ibengine.dlpack;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.sun.jna.NativeLibrary;
import com.sun.jna.Pointer;
import java.nio.file.Path;
import org.ibengine.Batch;
import org.ibengine.EngineOptions;
import org.ibengine.Epoch;
import org.ibengine.IbEngine;
import org.ibengine.conformance.TinyDataset;
import org.ibengine.index.Layout;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Batches in device memory, on the double of the driver: who waits for whom. */
class DlpackOnDeviceTest {
  private static final long DEFAULT_STREAM = 0;
  private static final NativeLibrary DRIVER =
      NativeLibrary.getInstance(System.getProperty("ib.cuda.driver"));

  @TempDir private static Path folder;
  private static Path dataset;

  private IbEngine engine;
  private Epoch epoch;
  private Batch other;
  private Batch batch;

  @BeforeAll
  static void prepare() {
    dataset = TinyDataset.standard().prepare(folder, Layout.VOLUMES);
  }

  @BeforeEach
  void open() {
    DRIVER.getFunction("ib_double_reset").invokeVoid(new Object[0]);
    EngineOptions options = EngineOptions.defaults().backend("cuda").prefetch(2);
    engine = IbEngine.open(dataset, options.negativesPerPositive(0));
    try (Epoch loading = engine.epoch(7, 0)) {
      loading.forEach(each -> each.ready().await());
    }
    // With all sources loaded and all slots taken nothing else calls the driver.
    epoch = engine.epoch(7, 1);
    other = epoch.next().keep();
    batch = epoch.next();
  }

  @AfterEach
  void nothingIsOpenAndNothingWasMisused() {
    other.close();
    engine.close();
    assertEquals(0, ManagedTensors.exported());
    assertEquals("", DRIVER.getFunction("ib_double_faults").invokeString(new Object[0], false));
    for (String kind : new String[] {"device_bytes", "host_bytes", "streams", "events"}) {
      Object[] arguments = {kind};
      assertEquals(0, DRIVER.getFunction("ib_double_open").invokeLong(arguments), kind);
    }
  }

  private static long calls(String name) {
    return DRIVER.getFunction("ib_double_calls").invokeLong(new Object[] {name});
  }

  private static long hostWaits() {
    return calls("cuStreamSynchronize") + calls("cuEventSynchronize") + calls("cuCtxSynchronize");
  }

  @Test
  void theStructNamesTheDeviceAndTheConsumersStreamIsHeldBackWithoutTheHost() {
    long hostWaits = hostWaits();
    long waits = calls("cuStreamWaitEvent");
    try (DlpackBatch exported = DlpackBatch.of(batch, DEFAULT_STREAM)) {
      assertEquals(waits + 1, calls("cuStreamWaitEvent"));
      long address = exported.exportVersioned(batch.image());
      Pointer tensor = new Pointer(address).share(StructLayout.VERSIONED.tensor());
      assertEquals(batch.image().address(), tensor.getLong(0));
      assertEquals(2, tensor.getInt(8)); // kDLCUDA
      assertEquals(0, tensor.getInt(12));
      DlpackBatch.deleteVersioned(address);
      assertEquals(hostWaits, hostWaits());
    }
  }

  @Test
  void theLastDeleterMarksTheConsumersStreamForTheNextWrite() {
    DlpackBatch exported = DlpackBatch.of(batch, DEFAULT_STREAM);
    long image = exported.export(batch.image());
    exported.close();
    engine.close();
    long records = calls("cuEventRecord");
    DlpackBatch.delete(image);
    assertEquals(records + 1, calls("cuEventRecord"));
    assertThrows(IllegalStateException.class, batch::image);
  }

  /**
   * The deleter's thread has another default stream than the consumer's, which nothing waits for.
   */
  @Test
  void theDefaultStreamOfAThreadIsRefusedAndTheBatchStaysOpen() {
    long before = calls("*");
    String message =
        assertThrows(IllegalArgumentException.class, () -> DlpackBatch.of(batch, 2)).getMessage();
    assertTrue(message.contains("was 2, the default stream of the thread that calls"), message);
    assertEquals(before, calls("*"));
    batch.image();
  }

  @Test
  void aConsumerThatAsksForNoOrderGetsNone() {
    batch.ready().await();
    long before = calls("cuStreamWaitEvent") + calls("cuEventRecord");
    try (DlpackBatch exported = DlpackBatch.of(batch, -1)) {
      DlpackBatch.delete(exported.export(batch.image()));
      epoch.close(); // so that the slot is not filled again
    }
    assertEquals(before, calls("cuStreamWaitEvent") + calls("cuEventRecord"));
  }
}
