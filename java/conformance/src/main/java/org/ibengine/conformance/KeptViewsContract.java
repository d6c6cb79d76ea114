package org.ibengine.conformance;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import org.junit.jupiter.api.Test;

/** For engines whose batches lie in host memory. */
public interface KeptViewsContract extends EngineSource {
  @Test
  default void viewsKeptOverTheEnginesEndHoldWhatTheyHeldThen() throws IOException {
    requireAllSame(ChildJvm.run(KeptViews.class, backendName(), Folders.VOLUMES.toString()));
  }

  /** Of a JVM that called {@link KeptViews#read}. */
  static void requireAllSame(ChildJvm.Outcome outcome) {
    assertEquals(0, outcome.exitCode(), outcome::output);
    String last = outcome.output().lines().reduce("", (before, line) -> line);
    assertTrue(last.matches("([1-9][0-9]*) of \\1 views hold what they held"), outcome::output);
  }
}
