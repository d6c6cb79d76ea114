package org.ibengine.torch;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch.ScalarType;
import org.ibengine.Batch;
import org.ibengine.EngineOptions;
import org.ibengine.Epoch;
import org.ibengine.IbEngine;
import org.ibengine.backend.WeightKind;
import org.ibengine.tensor.ElementType;
import org.junit.jupiter.api.Test;

/** Batches as libtorch tensors: the same memory, type and shape. */
@RequiresLibtorch
class TorchBatchesTest extends TorchFixture {
  private static TorchBatch wrap(Batch batch) {
    return TorchBatches.wrap(batch, b -> {});
  }

  @Test
  void tensorsHaveTheAddressTypeAndShapeOfTheBatchs() {
    Batch batch = epoch.next();
    try (TorchBatch torchBatch = wrap(batch)) {
      assertEquals(batch.image().address(), torchBatch.image().data_ptr().address());
      assertEquals(batch.label().address(), torchBatch.label().data_ptr().address());
      assertArrayEquals(new long[] {2, 2, 4, 5, 5}, torchBatch.image().shape());
      assertArrayEquals(new long[] {2, 1, 4, 5, 5}, torchBatch.label().shape());
      assertEquals(ScalarType.Float, torchBatch.image().scalar_type().intern());
      assertEquals(ScalarType.Byte, torchBatch.label().scalar_type().intern());
      assertEquals(batch.items(), torchBatch.items());
      assertEquals(0, torchBatch.step());
    }
  }

  @Test
  void halvesAreHalves() {
    EngineOptions options = EngineOptions.defaults().backend("cpu").type(ElementType.FLOAT16);
    try (IbEngine halves = IbEngine.open(dataset, options);
        Epoch first = halves.epoch(7);
        TorchBatch batch = TorchBatches.of(first).next()) {
      assertEquals(ScalarType.Half, batch.image().scalar_type().intern());
      float largest = batch.image().to(ScalarType.Float).max().item_float();
      assertTrue(largest > 0.5 && largest < 1.3, "largest value " + largest);
    }
  }

  @Test
  void weightsAndInstanceIdsComeWhereTheyWereAskedFor() {
    EngineOptions options =
        EngineOptions.defaults().backend("cpu").weights(WeightKind.PATCH_INVERSE);
    try (IbEngine weighing = IbEngine.open(dataset, options.instanceMaps(true));
        Epoch first = weighing.epoch(7)) {
      Batch batch = first.next();
      try (TorchBatch torchBatch = wrap(batch)) {
        assertEquals(batch.weights().address(), torchBatch.weights().data_ptr().address());
        assertEquals(batch.instances().address(), torchBatch.instances().data_ptr().address());
        assertEquals(ScalarType.Int, torchBatch.instances().scalar_type().intern());
      }
    }
    try (TorchBatch plain = wrap(epoch.next())) {
      assertThrows(IllegalStateException.class, plain::weights);
      assertThrows(IllegalStateException.class, plain::instances);
    }
  }

  @Test
  @SuppressWarnings("try") // a scope works by being there
  void writesGoThroughBothWays() {
    Batch batch = epoch.next();
    try (TorchBatch torchBatch = wrap(batch);
        PointerScope scope = new PointerScope()) {
      Tensor element = torchBatch.image().flatten().select(0, 37);
      element.fill_(new Scalar(0.375));
      assertEquals(0.375f, batch.image().bytes(37 * 4, 4).getFloat(0));
      batch.image().bytes(37 * 4, 4).putFloat(0, -2.5f);
      assertEquals(-2.5f, element.item_float());
      batch.label().bytes(11, 1).put(0, (byte) 200);
      assertEquals(200, torchBatch.label().flatten().select(0, 11).item_byte() & 0xFF);
    }
  }

  @Test
  void memoryWithoutAddressIsRefusedAndGoesBack() {
    EngineOptions options = EngineOptions.defaults().backend("reference");
    IbEngine reference = IbEngine.open(dataset, options);
    try (reference;
        Epoch first = reference.epoch(7)) {
      TorchBatches batches = TorchBatches.of(first);
      assertThrows(UnsupportedOperationException.class, batches::next);
    }
    assertEquals(0, reference.slotsTaken());
  }
}
