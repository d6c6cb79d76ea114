package org.ibengine.cuda;

import org.ibengine.EngineOptions;
import org.ibengine.conformance.EngineContract;

/** What the engine promises, on whatever driver there is: ci/gpu.sh runs it on hardware. */
class CudaEngineSuite implements EngineContract {
  /** A list of patches, and after that what their weights are counted in. */
  private static final long LAUNCH_BYTES = 4096;

  /** Six slots of three patches with two float32 channels and a label, 5 x 5 x 4 voxels each. */
  private static final long RING_BYTES = 6 * (3 * 100 * (2 * 4 + 1) + LAUNCH_BYTES);

  @Override
  public String backendName() {
    return "cuda";
  }

  @Override
  public EngineOptions offDevice(EngineOptions options) {
    return options.maxDeviceMemory(RING_BYTES);
  }

  /** The device holds the smallest case, the others pass through. */
  @Override
  public EngineOptions tight(EngineOptions options) {
    return options.maxDeviceMemory(RING_BYTES + 200).maxMemory(20_000);
  }

  /** As {@link #tight}; weights and ids take 4 bytes per voxel each, maps of instances some. */
  @Override
  public EngineOptions tightWithWeights(EngineOptions options) {
    long weights = 6 * 3 * 100 * (4 + 4);
    return options.maxDeviceMemory(RING_BYTES + weights + 300).maxMemory(22_000);
  }
}
