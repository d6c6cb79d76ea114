package org.ibengine;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import org.ibengine.backend.Backend;
import org.ibengine.backend.reference.ReferenceBackendProvider;
import org.ibengine.conformance.EngineSource;
import org.ibengine.volume.HostBuffer;
import org.junit.jupiter.api.Test;

class BatchMemoryOptionTest implements EngineSource {
  @Override
  public String backendName() {
    return "reference";
  }

  @Test
  void batchesLieInTheMemoryOfTheCallersChoice() {
    List<HostBuffer> given = new ArrayList<>();
    try (Backend memory = new ReferenceBackendProvider().open(1)) {
      EngineOptions options =
          options()
              .prefetch(2)
              .batchMemory(
                  bytes -> {
                    given.add(memory.allocate(bytes));
                    return given.get(given.size() - 1);
                  });
      try (IbEngine engine = volumes(options);
          Epoch epoch = engine.epoch(5)) {
        Batch batch = epoch.next();
        assertEquals(4, given.size()); // image and label of two slots
        batch.image().bytes(0, 1).put(0, (byte) 77);
        assertTrue(given.stream().anyMatch(buffer -> buffer.view(0, 1).get(0) == 77));
      }
      given.forEach(buffer -> assertThrows(IllegalStateException.class, () -> buffer.view(0, 1)));
    }
  }
}
