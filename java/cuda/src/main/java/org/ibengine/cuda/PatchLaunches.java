package org.ibengine.cuda;

import java.util.List;
import org.ibengine.backend.AugmentedLaunch;
import org.ibengine.backend.DeviceIntensityPatch;
import org.ibengine.backend.DevicePatchGather;
import org.ibengine.backend.DeviceWeightPatch;
import org.ibengine.backend.IntensityPatch;
import org.ibengine.backend.PatchGather;
import org.ibengine.backend.WarpLayout;
import org.ibengine.backend.WeightPatch;
import org.ibengine.volume.Size3;

/** Everything that makes or changes patches, on streams and on the host. Thread-safe. */
final class PatchLaunches implements AutoCloseable {
  private final Gpu device;
  private final LaunchTables tables;
  private final GatherQueue gathers;
  private final WeightQueue weights;
  private final IntensityQueue intensities;

  PatchLaunches(Gpu device) {
    this.device = device;
    this.tables = new LaunchTables(device);
    this.gathers = new GatherQueue(device, tables);
    this.weights = new WeightQueue(device, tables);
    this.intensities = new IntensityQueue(device, tables);
  }

  Event gather(List<DevicePatchGather> patches, Stream stream) {
    return gathers.queue(patches, stream);
  }

  Event paint(List<DeviceWeightPatch> patches, Stream stream) {
    return weights.queue(patches, stream);
  }

  Event change(List<DeviceIntensityPatch> patches, Stream stream) {
    return intensities.queue(patches, stream);
  }

  /** Blocks until all patches are written. */
  void gather(List<PatchGather> patches) {
    HostGather.check(patches);
    if (patches.isEmpty()) {
      return;
    }
    try (Lane lane = Lane.open(device)) {
      new HostGather(lane).run(patches, gathers);
    }
  }

  /** Blocks until all patches are written. */
  void paint(List<WeightPatch> patches) {
    if (patches.isEmpty()) {
      return;
    }
    try (Lane lane = Lane.open(device)) {
      weights.run(patches, lane.stream());
    }
  }

  /** Blocks until all patches are changed. */
  void change(List<IntensityPatch> patches) {
    patches.forEach(patch -> CudaBuffer.of(patch.target().buffer()).address()); // checked first
    if (patches.isEmpty()) {
      return;
    }
    try (Lane lane = Lane.open(device)) {
      intensities.run(patches, lane);
    }
  }

  /** What a stream keeps at most for launches that augment nothing. */
  static long bytes(int patches, int painted, long mostInstances) {
    long weights = painted == 0 ? 0 : WeightTable.most(painted, mostInstances).totalBytes();
    return Workspace.blockBytes(Math.max(GatherQueue.need(patches).totalBytes(), weights));
  }

  /** What a stream keeps at most for launches of all kinds. */
  static long bytes(AugmentedLaunch launch) {
    long most = bytes(launch.patches(), launch.painted(), launch.mostInstances());
    if (launch.boxVoxels() > 0) {
      long box = Math.multiplyExact(launch.boxVoxels(), (long) Float.BYTES); // ids take as much
      long splines = splineBytes(launch);
      long gathered = Math.multiplyExact(launch.patches(), splines);
      most = most(most, WarpedGathers.need(launch.patches(), gathered, box));
      if (launch.painted() > 0) {
        long slots = WeightTable.most(launch.painted(), launch.mostInstances()).zeroedBytes();
        long painted = Math.multiplyExact(launch.painted(), splines);
        most = most(most, WarpedWeights.need(launch.painted(), slots, painted, box));
      }
    }
    if (launch.changed() > 0) {
      most = most(most, IntensityTable.most(launch.changed(), launch.changes(), launch.size()));
    }
    return most;
  }

  private static long most(long bytes, LaunchTables.Need need) {
    return Math.max(bytes, Workspace.blockBytes(need.totalBytes()));
  }

  /** Of one spline. */
  private static long splineBytes(AugmentedLaunch launch) {
    Size3 size = launch.size();
    long sides = (long) size.x() + size.y() + size.z();
    return launch.points() == 0 ? 0 : WarpLayout.bytesOf(launch.points(), sides);
  }

  /** Takes memory for launches on the stream; waits until the device is idle where it grows. */
  void reserve(Stream stream, long bytes) {
    synchronized (stream) {
      stream.workspace().reserve(bytes, device.memory());
    }
  }

  /** Blocks until every launch has run. */
  @Override
  public void close() {
    tables.close();
  }
}
