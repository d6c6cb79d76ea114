package org.ibengine.pipeline;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import org.ibengine.backend.DeviceEvent;
import org.ibengine.backend.DeviceStream;
import org.junit.jupiter.api.Test;

class StreamTailTest {
  private final List<String> log = new ArrayList<>();
  private final StreamTail tail = new StreamTail();

  /** Passes when told to, or when waited for. */
  private final class ScriptedStream implements DeviceStream {
    private final String name;
    private boolean passed;
    private RuntimeException failure;

    ScriptedStream(String name) {
      this.name = name;
    }

    private void check() {
      if (failure != null) {
        throw failure;
      }
    }

    @Override
    public DeviceEvent record() {
      check();
      return new DeviceEvent() {
        @Override
        public boolean hasPassed() {
          check();
          return passed;
        }

        @Override
        public void await() {
          log.add(name + " awaited");
          check();
          passed = true;
        }

        @Override
        public long handle() {
          throw new AssertionError("not asked for");
        }

        @Override
        public void holdBack(long stream) {
          throw new AssertionError("not asked for");
        }

        @Override
        public void close() {
          log.add(name + " event closed");
        }
      };
    }

    @Override
    public void waitFor(DeviceEvent event) {
      throw new AssertionError("not asked for");
    }

    @Override
    public void synchronize() {
      log.add(name + " synchronized");
    }

    @Override
    public long handle() {
      throw new AssertionError("not asked for");
    }

    @Override
    public void close() {}
  }

  private ScriptedStream add(String name) {
    ScriptedStream stream = new ScriptedStream(name);
    tail.add(stream, () -> log.add(name + " given back"));
    return stream;
  }

  @Test
  void whatHasPassedIsGivenBackInOrderAndNothingElse() {
    ScriptedStream first = add("a");
    ScriptedStream second = add("b");
    second.passed = true;
    tail.giveBackPassed();
    assertEquals(List.of(), log);
    first.passed = true;
    tail.giveBackPassed();
    assertEquals(List.of("a event closed", "a given back", "b event closed", "b given back"), log);
    tail.giveBackPassed();
    assertEquals(4, log.size());
  }

  @Test
  void theOldestIsWaitedForAndGivenBack() {
    add("a");
    add("b");
    assertTrue(tail.giveBackOldest());
    assertEquals(List.of("a awaited", "a event closed", "a given back"), log);
    assertTrue(tail.giveBackOldest());
    assertFalse(tail.giveBackOldest());
  }

  @Test
  void aFailedWaitIsFollowedByOneForTheStreamAndToldAfterAllIsGivenBack() {
    ScriptedStream failing = add("a");
    add("b");
    failing.failure = new IllegalStateException("lost");
    assertSame(failing.failure, assertThrows(IllegalStateException.class, tail::giveBackAll));
    assertEquals(
        List.of(
            "a awaited",
            "a synchronized",
            "a event closed",
            "a given back",
            "b awaited",
            "b event closed",
            "b given back"),
        log);
    tail.giveBackAll();
  }

  @Test
  void whereNothingCanBeRecordedTheStreamIsWaitedForAtOnce() {
    ScriptedStream stream = new ScriptedStream("a");
    stream.failure = new IllegalStateException("lost");
    assertThrows(
        IllegalStateException.class, () -> tail.add(stream, () -> log.add("a given back")));
    assertEquals(List.of("a synchronized", "a given back"), log);
    assertFalse(tail.giveBackOldest());
  }
}
