package org.ibengine.torch;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;
import org.ibengine.EngineOptions;
import org.ibengine.Epoch;
import org.ibengine.IbEngine;
import org.ibengine.backend.WeightKind;
import org.ibengine.tensor.ElementType;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** A use of a batch's memory after its end is seen. */
@RequiresLibtorch
class PoisonTest extends TorchFixture {
  @ParameterizedTest
  @EnumSource(names = {"FLOAT16", "FLOAT32"})
  void aUseAfterTheEndReadsNoValueOfTheBatch(ElementType type) {
    EngineOptions options =
        EngineOptions.defaults()
            .backend("cpu")
            .type(type)
            .weights(WeightKind.PATCH_INVERSE)
            .instanceMaps(true);
    try (IbEngine weighing = IbEngine.open(dataset, options)) {
      Epoch first = weighing.epoch(7);
      TorchBatch batch = TorchBatches.poisoned(first).next().keep();
      Tensor image = stray(batch.image());
      Tensor weights = stray(batch.weights());
      Tensor label = stray(batch.label());
      Tensor instances = stray(batch.instances());
      assertFalse(image.isnan().any().item_bool());
      first.close(); // so that the slot is not filled again
      batch.close();
      for (Tensor real : List.of(image, weights)) {
        assertTrue(real.isnan().all().item_bool());
      }
      assertTrue(label.eq(new Scalar(255)).all().item_bool());
      assertTrue(instances.eq(new Scalar(-1)).all().item_bool());
    }
  }

  @Test
  void aViewPutsThePoisonOff() {
    TorchBatch batch = TorchBatches.poisoned(epoch).next().keep();
    Tensor view = batch.image().select(0, 1);
    Tensor copy = view.clone();
    Tensor stray = stray(batch.image());
    epoch.close();
    batch.close();
    assertTrue(view.equal(copy));
    view.close();
    assertTrue(stray.isnan().all().item_bool());
  }

  /** What a program has that keeps an address. */
  private static Tensor stray(Tensor tensor) {
    return torch.from_blob(
        new BorrowedMemory.Address(tensor.data_ptr().address()), tensor.shape(), tensor.options());
  }
}
