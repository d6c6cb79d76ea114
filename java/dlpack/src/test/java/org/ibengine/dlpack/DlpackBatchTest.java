package org.ibengine.dlpack;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import com.sun.jna.Library;
import com.sun.jna.Native;
import com.sun.jna.Pointer;
import java.nio.file.Path;
import java.util.Arrays;
import org.ibengine.Batch;
import org.ibengine.EngineOptions;
import org.ibengine.Epoch;
import org.ibengine.IbEngine;
import org.ibengine.backend.WeightKind;
import org.ibengine.conformance.TinyDataset;
import org.ibengine.index.Layout;
import org.ibengine.tensor.ElementType;
import org.ibengine.tensor.Tensor;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What a consumer written in C finds, on a thread that Java has never seen. */
class DlpackBatchTest {
  /** The consumer. */
  interface Consumer extends Library {
    int consume(Pointer managed, int versioned, long[] report);
  }

  private static final Consumer CONSUMER =
      Native.load(System.getProperty("ib.dlpack.consumer"), Consumer.class);

  @TempDir private static Path folder;
  private static Path dataset;

  private IbEngine engine;
  private Epoch epoch;

  @BeforeAll
  static void prepare() {
    dataset = TinyDataset.standard().prepare(folder, Layout.VOLUMES);
  }

  @BeforeEach
  void open() {
    EngineOptions options = EngineOptions.defaults().backend("cpu").prefetch(2).instanceMaps(true);
    engine = IbEngine.open(dataset, options);
    epoch = engine.epoch(7);
  }

  @AfterEach
  void everythingIsBack() {
    engine.close();
    assertEquals(0, engine.slotsTaken());
    assertEquals(0, ManagedTensors.exported());
  }

  private static long[] consume(long managed, boolean versioned) {
    long[] report = new long[12 + 10];
    assertEquals(0, CONSUMER.consume(new Pointer(managed), versioned ? 1 : 0, report));
    return report;
  }

  private static long sum(Tensor tensor) {
    long sum = 0;
    for (int i = 0; i < tensor.sizeBytes(); i++) {
      sum += tensor.bytes(i, 1).get(0) & 0xFF;
    }
    return sum;
  }

  private static long export(DlpackBatch batch, Tensor tensor, boolean versioned) {
    return versioned ? batch.exportVersioned(tensor) : batch.export(tensor);
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void theConsumerFindsAddressTypeShapeStridesAndData(boolean versioned) {
    Batch batch = epoch.next();
    try (DlpackBatch exported = DlpackBatch.of(batch, 0)) {
      long expected = sum(batch.image());
      byte first = batch.image().bytes(0, 1).get(0);
      long[] report = consume(export(exported, batch.image(), versioned), versioned);
      long[] head = {batch.image().address(), 1, 0, 5, 2, 32, 1, 0, expected, versioned ? 1 : 0};
      assertArrayEquals(head, Arrays.copyOf(report, 10));
      assertArrayEquals(
          new long[] {0, 0, 2, 2, 4, 5, 5, 200, 100, 25, 5, 1}, Arrays.copyOfRange(report, 10, 22));
      assertEquals(first ^ 0x5A, batch.image().bytes(0, 1).get(0));
    }
  }

  @Test
  void labelsAreUnsignedBytesAndInstanceIdsSignedIntegers() {
    Batch batch = epoch.next();
    try (DlpackBatch exported = DlpackBatch.of(batch, 0)) {
      long[] label = consume(exported.export(batch.label()), false);
      assertArrayEquals(new long[] {1, 8, 1}, Arrays.copyOfRange(label, 4, 7));
      long[] ids = consume(exported.exportVersioned(batch.instances()), true);
      assertArrayEquals(new long[] {0, 32, 1}, Arrays.copyOfRange(ids, 4, 7));
    }
  }

  @Test
  void halvesAndWeightsAreFloatingPoint() {
    EngineOptions options = EngineOptions.defaults().backend("cpu").type(ElementType.FLOAT16);
    try (IbEngine halves = IbEngine.open(dataset, options.weights(WeightKind.PATCH_INVERSE))) {
      Batch batch = halves.epoch(7).next();
      try (DlpackBatch exported = DlpackBatch.of(batch, 0)) {
        long[] image = consume(exported.exportVersioned(batch.image()), true);
        assertArrayEquals(new long[] {2, 16, 1}, Arrays.copyOfRange(image, 4, 7));
        long[] weights = consume(exported.exportVersioned(batch.weights()), true);
        assertArrayEquals(new long[] {2, 32, 1}, Arrays.copyOfRange(weights, 4, 7));
      }
    }
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void theSlotIsHeldUntilTheLastDeleterRanEvenAfterTheEngineClosed(boolean versioned) {
    Batch batch = epoch.next();
    DlpackBatch exported = DlpackBatch.of(batch, 0);
    long image = export(exported, batch.image(), versioned);
    long label = export(exported, batch.label(), versioned);
    exported.close();
    exported.close();
    epoch.close();
    engine.close();
    assertEquals(1, engine.slotsTaken());
    consume(image, versioned);
    assertEquals(1, engine.slotsTaken());
    consume(label, versioned);
    assertEquals(0, engine.slotsTaken());
    assertThrows(IllegalStateException.class, batch::image);
  }

  @Test
  void theDeleterMayBeCalledFromJavaToo() {
    Batch batch = epoch.next();
    try (DlpackBatch exported = DlpackBatch.of(batch, 0)) {
      DlpackBatch.delete(exported.export(batch.image()));
      DlpackBatch.deleteVersioned(exported.exportVersioned(batch.label()));
    }
    assertThrows(IllegalStateException.class, batch::label);
  }

  @Test
  void nothingIsExportedAfterTheEnd() {
    Batch batch = epoch.next();
    Tensor image = batch.image();
    DlpackBatch exported = DlpackBatch.of(batch, 0);
    exported.close();
    assertThrows(IllegalStateException.class, () -> exported.export(image));
  }

  @Test
  void aStructIsNotDeletedTwiceNorByTheOthersName() {
    Batch batch = epoch.next();
    try (DlpackBatch exported = DlpackBatch.of(batch, 0)) {
      long image = exported.export(batch.image());
      assertThrows(IllegalStateException.class, () -> DlpackBatch.deleteVersioned(image));
      DlpackBatch.delete(image);
      assertThrows(IllegalStateException.class, () -> DlpackBatch.delete(image));
      assertEquals(2 * 2 * 4 * 5 * 5, batch.image().elements()); // still held by the view
    }
  }

  @Test
  void aTensorOfAnotherBatchIsRefused() {
    Batch first = epoch.next().keep();
    Batch second = epoch.next();
    try (first;
        DlpackBatch exported = DlpackBatch.of(second, 0)) {
      Tensor other = first.image();
      assertThrows(IllegalArgumentException.class, () -> exported.export(other));
    }
    assertThrows(IllegalStateException.class, second::image);
  }
}
