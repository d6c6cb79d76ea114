package org.ibengine.torch;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;
import org.ibengine.Batch;
import org.junit.jupiter.api.Test;

/** How long a batch's slot is held: until the last tensor that shows its memory is gone. */
@RequiresLibtorch
class TorchBatchLifeTest extends TorchFixture {
  private static final Set<Thread.State> WAITING =
      Set.of(Thread.State.WAITING, Thread.State.TIMED_WAITING);

  @Test
  void theSlotIsHeldUntilTheLastViewIsGone() {
    Batch batch = epoch.next();
    TorchBatch torchBatch = TorchBatches.wrap(batch, b -> {});
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
    while (consumer.isAlive() && !WAITING.contains(consumer.getState())) {
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
  void theLastBatchGoesBackWhenTheLoopEndsUnlessItIsKept() {
    TorchBatch last = null;
    for (TorchBatch batch : TorchBatches.of(epoch)) {
      last = batch;
    }
    assertThrows(IllegalStateException.class, last::image);
    engine.close();
    assertEquals(0, engine.slotsTaken());
  }

  @Test
  void aKeptLastBatchOutlivesTheLoop() {
    TorchBatch last = null;
    for (TorchBatch batch : TorchBatches.of(epoch)) {
      last = batch.step() == epoch.steps() - 1 ? batch.keep() : batch;
    }
    assertFalse(last.image().isNull());
    last.close();
  }

  @Test
  void aLoopThatIsLeftEarlyGivesItsBatchBackByClose() {
    TorchBatch left = null;
    try (TorchBatches batches = TorchBatches.of(epoch)) {
      for (TorchBatch batch : batches) {
        left = batch;
        break;
      }
      assertFalse(left.image().isNull());
    }
    assertThrows(IllegalStateException.class, left::image);
    engine.close();
    assertEquals(0, engine.slotsTaken());
  }

  @Test
  void aTensorThatItsUserClosedIsNotReleasedTwice() {
    Batch batch = epoch.next();
    TorchBatch torchBatch = TorchBatch.of(batch);
    torchBatch.label().close();
    assertFalse(batch.image().toString().isEmpty()); // the image still holds the slot
    torchBatch.close();
    assertThrows(IllegalStateException.class, batch::image);
  }

  @Test
  void aBatchInUseIsRefusedAndStaysWhoseItIs() {
    Batch batch = epoch.next();
    TorchBatch first = TorchBatch.of(batch);
    assertThrows(IllegalStateException.class, () -> TorchBatch.of(batch));
    assertEquals(batch.image().address(), first.image().data_ptr().address());
    first.close();
    assertThrows(IllegalStateException.class, batch::image);
  }
}
