package org.ibengine;

import java.util.List;
import java.util.Objects;
import org.ibengine.backend.AugmentedLaunch;
import org.ibengine.backend.DeviceBackend;
import org.ibengine.pipeline.BatchShape;
import org.ibengine.plan.TransformLimits;
import org.ibengine.store.StoredSource;
import org.ibengine.tensor.BatchPart;
import org.ibengine.volume.Size3;

/**
 * What filling one batch takes of a device's memory besides the batch and its sources.
 *
 * @param reach of the largest warped patch
 */
record LaunchMemory(
    BatchShape shape, List<StoredSource> sources, TransformLimits limits, Size3 reach) {
  /** In bytes. */
  long of(DeviceBackend backend) {
    int each = shape.channels() + 1 + (shape.has(BatchPart.COORDINATES) ? 1 : 0);
    int patches = shape.batch() * each; // Delivery.batchSize has a limit
    boolean painted = shape.has(BatchPart.WEIGHTS) || shape.has(BatchPart.INSTANCES);
    if (!limits.any()) {
      return backend.launchBytes(patches, painted ? shape.batch() : 0, mostInstances());
    }
    return backend.launchBytes(
        new AugmentedLaunch(
            patches,
            painted ? shape.batch() : 0,
            mostInstances(),
            shape.patch(),
            limits.warps() ? reach.voxels() : 0,
            limits.points(),
            limits.changes() > 0 ? shape.batch() * shape.channels() : 0,
            limits.changes()));
  }

  private long mostInstances() {
    return sources.stream()
        .map(StoredSource::instances)
        .filter(Objects::nonNull)
        .mapToLong(stored -> stored.instances().size())
        .max()
        .orElse(0);
  }
}
