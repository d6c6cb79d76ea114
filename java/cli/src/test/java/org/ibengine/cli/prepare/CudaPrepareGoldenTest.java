package org.ibengine.cli.prepare;

import java.io.IOException;
import org.ibengine.conformance.OnDriverDouble;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The same files where percentiles, components and patches are made by the kernels. */
@ExtendWith(OnDriverDouble.class)
class CudaPrepareGoldenTest extends PrepareGoldenTest {
  @Override
  String backend() {
    return "cuda";
  }

  /** One case: half a gigabyte of patches takes the double a minute. */
  @Override
  @ParameterizedTest
  @ValueSource(strings = "patient07")
  void patchesOf128(String name) throws IOException {
    super.patchesOf128(name);
  }
}
