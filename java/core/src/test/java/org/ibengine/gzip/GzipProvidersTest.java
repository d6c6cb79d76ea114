package org.ibengine.gzip;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;

import java.util.Optional;
import org.junit.jupiter.api.Test;

class GzipProvidersTest {
  @Test
  void withNothingElseOnTheClassPathItIsTheJdks() {
    GzipProvider best = GzipProviders.best();
    assertEquals("java.util.zip", best.name());
    assertEquals(Optional.empty(), best.unavailableReason());
    assertInstanceOf(JdkGzipCodec.class, best.codec());
  }
}
