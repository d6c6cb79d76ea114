package org.ibengine.cuda;

import static org.junit.jupiter.api.Assertions.assertTrue;

import org.ibengine.MemoryForecast;
import org.ibengine.conformance.PackedScenario;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;

/** The engine over the driver double. */
class CudaEngineTest extends CudaEngineSuite {
  @BeforeEach
  void reset() {
    DriverDouble.reset();
  }

  @AfterEach
  void nothingIsLeftAndNothingWasMisused() {
    DriverDouble.assertNoMisuse();
    DriverDouble.assertNothingIsOpen();
  }

  /** Weights need labelling, whose memory is in no forecast. */
  @Override
  public void checkTaken(PackedScenario scenario, MemoryForecast forecast) {
    if (scenario != PackedScenario.EVERYTHING_BESIDES) {
      long taken = DriverDouble.open("device_bytes");
      assertTrue(taken <= forecast.device().totalBytes(), () -> taken + " bytes, said " + forecast);
    }
  }
}
