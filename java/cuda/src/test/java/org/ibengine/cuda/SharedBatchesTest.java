package org.ibengine.cuda;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.ibengine.Batch;
import org.ibengine.EngineOptions;
import org.ibengine.Epoch;
import org.ibengine.IbEngine;
import org.ibengine.backend.DeviceShare;
import org.ibengine.backend.WeightKind;
import org.ibengine.tensor.Tensor;
import org.junit.jupiter.api.Test;

/** Batches that other processes open: what they see beside them, and that they are the same. */
class SharedBatchesTest implements EngineOnDriverDouble {
  private static final long BLOCK = 2 << 20;
  private static final int SLOTS = 4; // two of training, two of the validation

  private EngineOptions all() {
    return options().weights(WeightKind.PATCH_INVERSE).instanceMaps(true).coordinates(true);
  }

  private static List<ByteBuffer> contents(IbEngine engine) {
    List<ByteBuffer> contents = new ArrayList<>();
    try (Epoch epoch = engine.epoch(3)) {
      for (Batch batch : epoch) {
        for (Tensor tensor : batch.tensors()) {
          ByteBuffer bytes = ByteBuffer.allocate((int) tensor.sizeBytes());
          tensor.copyTo(0, bytes);
          contents.add(bytes.flip());
        }
      }
    }
    return contents;
  }

  @Test
  void theyHoldWhatTheOthersHold() {
    try (IbEngine others = volumes(all());
        IbEngine shared = volumes(all().sharedBatches(true))) {
      assertEquals(contents(others), contents(shared));
    }
  }

  @Test
  void eachLiesInOneAllocationOfWholeBlocksAndTheForecastSaysSo() {
    try (IbEngine engine = volumes(all().sharedBatches(true));
        Epoch epoch = engine.epoch(3);
        DeviceShare share = CudaShare.open(0)) {
      assertEquals(SLOTS * BLOCK, engine.memory().device().ringBytes());
      Map<String, Long> taken = new HashMap<>(); // ends of tensors, by allocation
      for (Batch batch : List.of(epoch.next().keep(), epoch.next())) {
        long end = 0;
        for (Tensor tensor : batch.tensors()) {
          DeviceShare.Place place = share.place(tensor.address());
          assertEquals(0, place.offset() % 256);
          assertTrue(place.offset() >= end, "tensors overlap");
          end = place.offset() + tensor.sizeBytes();
          taken.put(place.allocation(), end);
        }
        batch.close();
      }
      assertEquals(2, taken.size());
      taken.values().forEach(end -> assertTrue(end <= BLOCK));
    }
  }

  @Test
  void othersHaveAnAllocationForEachTensorWhichCannotBeShared() {
    try (IbEngine engine = volumes(options());
        Epoch epoch = engine.epoch(3);
        DeviceShare share = CudaShare.open(0)) {
      Batch batch = epoch.next();
      assertNotEquals(batch.image().address(), batch.label().address());
      String message =
          assertThrows(IllegalArgumentException.class, () -> share.place(batch.image().address()))
              .getMessage();
      assertTrue(message.contains("multiples of 2 MiB, or they see what lies beside"), message);
    }
  }

  @Test
  void wholeBlocksAreThatOfWhateverSizeWasAskedFor() {
    assertEquals(BLOCK, Interprocess.shareableBytes(1));
    assertEquals(BLOCK, Interprocess.shareableBytes(BLOCK));
    assertEquals(2 * BLOCK, Interprocess.shareableBytes(BLOCK + 1));
    assertEquals(Long.MAX_VALUE, Interprocess.shareableBytes(Long.MAX_VALUE));
  }
}
