package org.ibengine.cli;

import org.junit.jupiter.api.extension.ExtendWith;

/** The same files where percentiles, components and patches are made by the kernels. */
@ExtendWith(OnDriverDouble.class)
class CudaPrepareGoldenTest extends PrepareGoldenTest {
  @Override
  String backend() {
    return "cuda";
  }
}
