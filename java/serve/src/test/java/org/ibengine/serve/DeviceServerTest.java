package org.ibengine.serve;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.ibengine.conformance.OnDriverDouble;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/**
 * What a server of batches in GPU memory says, on the driver's test double. The client is of this
 * process and cannot open what it is told of; python/tests has those that can.
 */
@ExtendWith(OnDriverDouble.class)
@Timeout(60)
class DeviceServerTest {
  private static final String OPEN = "{'type':'open','what':'epoch','seed':7,'epoch':0}";
  private static final String NEXT = "{'type':'next','run':'training'}";
  private static final String HELLO =
      "{'type':'hello','protocol':3,'client':'t','process':%d,'rank':0}";

  @TempDir static Path folder;
  private static Path dataset;

  @BeforeAll
  static void prepare() {
    dataset = PreparedPhantoms.in(folder);
  }

  private static ServedPhantoms served() {
    return ServedPhantoms.onDevice(dataset, folder.resolve("socket"));
  }

  private static RawClient greeted(ServedPhantoms served, long process) throws Exception {
    RawClient client = new RawClient(served.socket);
    assertEquals("welcome", client.ask(HELLO.formatted(process)).path("type").asText());
    return client;
  }

  /** Asks again while the client before keeps its place. */
  private static RawClient greetedInTheEnd(ServedPhantoms served, long process) throws Exception {
    while (true) {
      RawClient client = new RawClient(served.socket);
      if (client.ask(HELLO.formatted(process)).path("type").asText().equals("welcome")) {
        return client;
      }
      client.close();
    }
  }

  private static long thisProcess() {
    return ProcessHandle.current().pid();
  }

  private static long endedProcess() throws Exception {
    Process process = new ProcessBuilder("true").start();
    process.waitFor();
    return process.pid();
  }

  @Test
  void welcomeNamesTheDeviceAndBatchesNameAllocationsAndEvents() throws Exception {
    try (ServedPhantoms served = served();
        RawClient client = new RawClient(served.socket)) {
      JsonNode welcome = client.ask(HELLO.formatted(thisProcess()));
      assertEquals("cuda", welcome.get("memory").textValue());
      assertEquals("d0d1d2d3-d4d5-d6d7-d8d9-dadbdcddde00", welcome.get("device").textValue());
      assertFalse(welcome.has("descriptor"));
      client.ask(OPEN);
      JsonNode tensors = client.ask(NEXT).get("tensors");
      assertEquals(128, tensors.at("/image/allocation").textValue().length());
      assertEquals(tensors.at("/image/allocation"), tensors.at("/label/allocation"));
      assertEquals(0, tensors.at("/image/offset").longValue());
      assertTrue(tensors.at("/label/offset").longValue() > 0);
      assertEquals("uint8", tensors.at("/label/dtype").textValue());
      assertEquals(5, tensors.at("/image/shape").size());
      assertEquals(128, tensors.at("/events/ready").textValue().length());
      assertNotEquals(tensors.at("/events/ready"), tensors.at("/events/done"));
    }
  }

  @Test
  void slotsAreDescribedAlikeWheneverABatchLiesInThem() throws Exception {
    try (ServedPhantoms served = served();
        RawClient client = greeted(served, thisProcess())) {
      int steps = client.ask(OPEN).get("steps").intValue();
      List<JsonNode> described = new ArrayList<>();
      for (int step = 0; step < steps; step++) {
        described.add(client.ask(NEXT).get("tensors"));
        client.say("{'type':'release','run':'training','step':%d}".formatted(step));
      }
      assertTrue(steps > ServedPhantoms.SLOTS);
      assertTrue(described.stream().distinct().count() <= ServedPhantoms.SLOTS);
    }
  }

  /** All slots at once can only be lent if the client before has lost those that it had. */
  @Test
  void batchesOfALostClientAreFreedWhetherItsProcessLivesOrHasEnded() throws Exception {
    try (ServedPhantoms served = served()) {
      for (long process : List.of(thisProcess(), endedProcess())) {
        RawClient lost = greetedInTheEnd(served, process);
        lost.ask(OPEN);
        lost.ask(NEXT);
        lost.close();
        try (RawClient next = greetedInTheEnd(served, endedProcess())) {
          next.ask(OPEN);
          for (int step = 0; step < ServedPhantoms.SLOTS; step++) {
            assertEquals(step, next.ask(NEXT).path("step").asInt(-1));
          }
        }
      }
    }
  }

  @Test
  void helloWithoutAProcessIsRefused() throws Exception {
    try (ServedPhantoms served = served();
        RawClient client = new RawClient(served.socket)) {
      JsonNode answer = client.ask("{'type':'hello','protocol':3,'client':'t','rank':0}");
      assertEquals("protocol", answer.path("code").asText(), answer.toString());
      assertTrue(answer.get("message").textValue().contains("process id, was"), answer.toString());
    }
  }

  private static void assertEngineError(String call, JsonNode answer) {
    assertEquals("engine", answer.path("code").asText(), answer.toString());
    assertTrue(answer.get("message").textValue().startsWith(call), answer.toString());
  }

  @Test
  void deviceThatFailsIsToldToTheClientAndTheNextOneIsServed() throws Exception {
    try (ServedPhantoms served = served()) {
      OnDriverDouble.failCall("cuStreamCreate", 1);
      try (RawClient client = new RawClient(served.socket)) {
        assertEngineError("cuStreamCreate", client.ask(HELLO.formatted(thisProcess())));
      }
      for (String call :
          List.of("cuMemGetAddressRange", "cuIpcGetMemHandle", "cuIpcGetEventHandle")) {
        try (RawClient client = greeted(served, endedProcess())) {
          client.ask(OPEN);
          OnDriverDouble.failCall(call, 1);
          assertEngineError(call, client.ask(NEXT));
          assertEquals(1, client.ask(NEXT).get("step").intValue());
        }
      }
      try (RawClient client = greeted(served, thisProcess())) {
        client.ask(OPEN);
        assertEquals(0, client.ask(NEXT).get("step").intValue());
      }
    }
  }
}
