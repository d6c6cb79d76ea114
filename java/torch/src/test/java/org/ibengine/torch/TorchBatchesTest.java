package org.ibengine.torch;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;
import org.bytedeco.pytorch.global.torch.ScalarType;
import org.ibengine.Batch;
import org.ibengine.EngineOptions;
import org.ibengine.Epoch;
import org.ibengine.IbEngine;
import org.ibengine.backend.WeightKind;
import org.ibengine.conformance.TinyDataset;
import org.ibengine.index.Layout;
import org.ibengine.tensor.ElementType;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Batches as libtorch tensors: the same memory, and when it goes back. */
@RequiresLibtorch
class TorchBatchesTest {
  private static final int PREFETCH = 3;

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
    EngineOptions options =
        EngineOptions.defaults().backend("cpu").prefetch(PREFETCH).repeats(3).batchSize(2);
    engine = IbEngine.open(dataset, options);
    epoch = engine.epoch(7);
  }

  @AfterEach
  void everySlotIsBackOnceAllIsClosed() {
    engine.close();
    assertEquals(0, engine.slotsTaken());
  }

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
  void theSlotIsHeldUntilTheLastViewIsGone() {
    Batch batch = epoch.next();
    TorchBatch torchBatch = wrap(batch);
    PointerScope scope = new PointerScope();
    Tensor view = torchBatch.label().select(0, 1);
    torchBatch.close();
    assertThrows(IllegalStateException.class, torchBatch::image);
    assertEquals(batch.label().bytes(100, 1).get(0), view.flatten().select(0, 0).item_byte());
    engine.close();
    assertEquals(1, engine.slotsTaken());
    scope.close();
    assertTrue(view.isNull());
    assertEquals(0, engine.slotsTaken());
    assertThrows(IllegalStateException.class, batch::label);
  }

  @Test
  void aGraphOfGradientsHoldsWhatItNeeds() {
    Tensor weight = torch.ones(2, 2, 4, 5, 5).set_requires_grad(true);
    TorchBatch batch = TorchBatches.of(epoch).next();
    PointerScope scope = new PointerScope();
    Tensor sum = batch.image().mul(weight).sum();
    float[] expected = new float[400];
    batch.image().data_ptr_float().get(expected);
    sum.retainReference();
    scope.close();
    batch.close();
    engine.close();
    assertEquals(1, engine.slotsTaken());
    sum.backward();
    float[] gradient = new float[400];
    weight.grad().data_ptr_float().get(gradient);
    assertArrayEquals(expected, gradient);
    sum.releaseReference();
    assertEquals(0, engine.slotsTaken());
  }

  @Test
  void anEpochGoesOnWhileATensorIsHeldAndLeavesItAlone() {
    TorchBatches batches = TorchBatches.of(epoch);
    PointerScope scope = new PointerScope();
    Tensor held = batches.next().image().alias();
    Tensor copy = held.clone();
    int steps = 1;
    for (TorchBatch batch : batches) {
      assertNotEquals(held.data_ptr().address(), batch.image().data_ptr().address());
      steps++;
      batch.close();
    }
    assertEquals(epoch.steps(), steps);
    assertTrue(held.equal(copy));
    scope.close();
  }

  @Test
  void anEpochWithoutAFreeSlotWaitsForOne() throws InterruptedException {
    TorchBatches batches = TorchBatches.of(epoch);
    List<TorchBatch> held = new ArrayList<>();
    for (int i = 0; i < PREFETCH; i++) {
      held.add(batches.next().keep());
    }
    List<Integer> arrived = new ArrayList<>();
    Thread consumer =
        new Thread(
            () -> {
              try (TorchBatch batch = batches.next()) {
                arrived.add(batch.step());
              }
            });
    consumer.start();
    while (consumer.getState() != Thread.State.WAITING) {
      Thread.onSpinWait();
    }
    assertEquals(List.of(), arrived);
    held.get(1).close();
    consumer.join();
    assertEquals(List.of(PREFETCH), arrived);
    held.forEach(TorchBatch::close);
  }

  @Test
  void theNextBatchClosesTheOneBeforeUnlessItIsKept() {
    TorchBatches batches = TorchBatches.of(epoch);
    TorchBatch first = batches.next();
    Tensor image = first.image();
    TorchBatch second = batches.next().keep();
    assertThrows(IllegalStateException.class, first::label);
    assertThrows(NullPointerException.class, image::sum);
    TorchBatch third = batches.next();
    assertFalse(second.image().isNull());
    second.close();
    second.close();
    third.close();
  }

  @Test
  void aBatchOutlivesEpochAndEngine() throws InterruptedException {
    TorchBatch batch = TorchBatches.of(epoch).next();
    float sum = batch.image().sum().item_float();
    epoch.close();
    engine.close();
    assertEquals(sum, batch.image().sum().item_float());
    assertEquals(1, engine.slotsTaken());
    Thread other = new Thread(batch::close);
    other.start();
    other.join();
    assertEquals(0, engine.slotsTaken());
  }

  @Test
  void poisonShowsAUseAfterTheEnd() {
    TorchBatches batches = TorchBatches.poisoned(epoch);
    TorchBatch batch = batches.next().keep();
    Tensor stray = BorrowedMemoryProbe.unowned(batch.image());
    Tensor strayLabel = BorrowedMemoryProbe.unowned(batch.label());
    assertFalse(stray.isnan().any().item_bool());
    epoch.close(); // so that the slot is not filled again
    batch.close();
    assertTrue(stray.isnan().all().item_bool());
    assertTrue(strayLabel.eq(new Scalar(255)).all().item_bool());
  }

  @Test
  void memoryWithoutAddressIsRefused() {
    EngineOptions options = EngineOptions.defaults().backend("reference");
    try (IbEngine reference = IbEngine.open(dataset, options);
        Epoch first = reference.epoch(7)) {
      TorchBatches batches = TorchBatches.of(first);
      assertThrows(UnsupportedOperationException.class, batches::next);
    }
  }

  /** What a program does that keeps an address. */
  private static final class BorrowedMemoryProbe {
    static Tensor unowned(Tensor tensor) {
      return torch.from_blob(
          new BorrowedMemory.Address(tensor.data_ptr().address()),
          tensor.shape(),
          tensor.options());
    }
  }
}
