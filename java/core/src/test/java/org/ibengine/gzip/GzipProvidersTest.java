package org.ibengine.gzip;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;

import java.util.Optional;
import java.util.ServiceConfigurationError;
import org.junit.jupiter.api.Test;

class GzipProvidersTest {
  @Test
  void withNothingElseOnTheClassPathItIsTheJdks() {
    GzipProvider best = GzipProviders.best();
    assertEquals("java.util.zip", best.name());
    assertEquals(Optional.empty(), best.unavailableReason());
    assertInstanceOf(JdkGzipCodec.class, best.codec());
  }

  @Test
  void oneThatBreaksIsLeftOut() {
    assertNull(
        GzipProviders.available(
            () -> {
              throw new ServiceConfigurationError("no");
            }));
    assertNull(
        GzipProviders.available(
            () -> {
              throw new NoClassDefFoundError("no");
            }));
    GzipProvider best = GzipProviders.best();
    assertSame(best, GzipProviders.available(() -> best));
  }
}
