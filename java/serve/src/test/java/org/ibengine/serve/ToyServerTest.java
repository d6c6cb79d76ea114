package org.ibengine.serve;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import org.ibengine.Batch;
import org.ibengine.Epoch;
import org.ibengine.IbEngine;
import org.ibengine.backend.BackendProvider;
import org.ibengine.backend.Backends;
import org.ibengine.backend.SharingChoice;
import org.ibengine.tensor.BatchPart;
import org.ibengine.tensor.Tensor;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A backend that came as a service is served like those of the project. */
@Timeout(60)
class ToyServerTest {
  private static final String OPEN = "{'type':'open','what':'epoch','seed':7,'epoch':0}";
  private static final String NEXT = "{'type':'next','run':'training'}";
  private static final String RELEASE = "{'type':'release','run':'training','step':%d}";

  @TempDir static Path folder;
  private static Path dataset;

  @BeforeAll
  static void prepare() {
    dataset = PreparedPhantoms.in(folder);
  }

  @Test
  void itsClientsReadTheBatchesOfTheReferenceByteForByte() throws Exception {
    try (IbEngine alone =
            IbEngine.open(dataset, ServedPhantoms.options().backend("reference").rank(1, 2));
        Epoch wanted = alone.epoch(7);
        ServedPhantoms served =
            ServedPhantoms.on(ToyProvider.NAME, dataset, folder.resolve("socket"));
        RawClient client = RawClient.greeted(served.socket, 1)) {
      assertEquals(ToyProvider.NAME, served.engine.backend());
      assertEquals(wanted.steps(), client.ask(OPEN).get("steps").intValue());
      assertTrue(wanted.steps() > 2);
      for (Batch batch : wanted) {
        JsonNode got = client.ask(NEXT);
        assertEquals(batch.step(), got.get("step").intValue());
        for (BatchPart part : batch.parts()) {
          assertSameBytes(batch.tensor(part), served, got.at("/tensors/" + part.key()));
        }
        client.say(RELEASE.formatted(batch.step()));
      }
    }
  }

  private static void assertSameBytes(Tensor wanted, ServedPhantoms served, JsonNode told)
      throws Exception {
    int size = Math.toIntExact(wanted.sizeBytes());
    ByteBuffer copy = ByteBuffer.allocate(size);
    wanted.copyTo(0, copy);
    assertEquals(copy.flip(), RawClient.mapped(served.descriptor(1), told, size));
  }

  @Test
  void autoTakesAnotherThatIsPreferred() {
    String preferred =
        Backends.providers().stream()
            .filter(provider -> provider.sharing().isPresent())
            .filter(provider -> provider.unavailableReason().isEmpty())
            .map(BackendProvider::name)
            .findFirst()
            .orElseThrow();
    SharingChoice choice = SharingChoice.of("auto");
    assertEquals(preferred, choice.backend());
    assertNotEquals(ToyProvider.NAME, choice.backend());
    assertTrue(choice.reasons().startsWith("backend auto: " + preferred), choice.reasons());
  }
}
