package org.ibengine.cuda;

import java.util.concurrent.atomic.AtomicInteger;
import org.ibengine.EngineOptions;
import org.ibengine.conformance.EngineSoakContract;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;

/** As long as {@code -Dib.soak.seconds} says; the double is too slow for a soak in every build. */
@EnabledIfSystemProperty(named = "ib.soak.seconds", matches = "\\d+")
class CudaSoakTest implements EngineSoakContract {
  /** Six slots of four patches with two float32 channels and a label, 5 x 5 x 4 voxels each. */
  private static final long MOST_RING_BYTES = 6 * (4 * 100 * (2 * 4 + 1) + 4096);

  private final AtomicInteger engines = new AtomicInteger();

  @BeforeEach
  void reset() {
    DriverDouble.reset();
  }

  @AfterEach
  void nothingWasMisused() {
    DriverDouble.assertNoMisuse();
  }

  @Override
  public String backendName() {
    return "cuda";
  }

  /** Every other engine has its volumes in host memory. */
  @Override
  public EngineOptions options() {
    EngineOptions options = EngineSoakContract.super.options();
    return engines.incrementAndGet() % 2 == 0 ? options : options.maxDeviceMemory(MOST_RING_BYTES);
  }

  @Override
  public long bytesHeld() {
    return DriverDouble.open("device_bytes") + DriverDouble.open("host_bytes");
  }
}
