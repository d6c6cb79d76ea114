package org.ibengine.conformance;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import org.ibengine.Batch;
import org.ibengine.EngineOptions;
import org.ibengine.Epoch;
import org.ibengine.IbEngine;
import org.ibengine.backend.WeightKind;
import org.ibengine.pipeline.PatchTransform;
import org.ibengine.tensor.BatchPart;
import org.ibengine.tensor.Device;
import org.junit.jupiter.api.Test;

/** Voxels from a source of the user's, and a change of patches of the user's. */
public interface EngineOwnPartsContract extends EngineSource {
  private static List<Delivered> served(EngineOptions options) {
    try (FolderSource source = new FolderSource(Folders.VOLUMES)) {
      return Delivered.epoch(IbEngine.open(source, options), 5, 1);
    }
  }

  @Test
  default void aSourceDeliversWhatTheFolderOfItsVoxelsDelivers() {
    for (EngineOptions options :
        List.of(options(), tight(options()), options().patchSize(6, 4, 3).repeats(2))) {
      assertEquals(Delivered.epoch(volumes(options), 5, 1), served(options));
    }
  }

  @Test
  default void weightsInstanceIdsAndCoordinatesOfASourceAreThoseOfTheFolder() {
    EngineOptions weighted = options().weights(WeightKind.INSTANCE_INVERSE).instanceMaps(true);
    assertSameParts(tightWithWeights(weighted));
    assertSameParts(weighted.coordinates(true));
  }

  private void assertSameParts(EngineOptions options) {
    try (FolderSource source = new FolderSource(Folders.VOLUMES);
        IbEngine folder = volumes(options);
        IbEngine served = IbEngine.open(source, options);
        Epoch expected = folder.epoch(5);
        Epoch actual = served.epoch(5)) {
      assertTrue(expected.hasNext());
      while (expected.hasNext()) {
        Batch a = expected.next();
        Batch b = actual.next();
        for (BatchPart part : a.parts()) {
          int bytes = (int) a.tensor(part).sizeBytes();
          assertEquals(
              Delivered.bytes(a.tensor(part), 0, bytes),
              Delivered.bytes(b.tensor(part), 0, bytes),
              part.key());
        }
      }
    }
  }

  @Test
  default void patchesAreChangedInHostMemoryAndOnADeviceThatIsRefused() {
    PatchTransform mark = patch -> patch.voxels(BatchPart.LABEL, 0).put(0, (byte) 77);
    EngineOptions marked = options().patchTransform(mark);
    boolean onHost;
    try (IbEngine engine = volumes(options())) {
      onHost = engine.device().equals(Device.CPU);
    }
    if (!onHost) {
      String message =
          assertThrows(IllegalArgumentException.class, () -> volumes(marked).close()).getMessage();
      assertTrue(message.contains("choose backend cpu"), message);
      return;
    }
    try (IbEngine engine = volumes(marked);
        Epoch epoch = engine.epoch(5)) {
      for (Batch batch : epoch) {
        for (int item = 0; item < batch.items().size(); item++) {
          assertEquals(77, Delivered.channel(batch.label(), item, 0)[0]);
        }
      }
    }
  }
}
