package org.ibengine.benchmarks.gpu;

import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.List;
import org.ibengine.backend.Backend;
import org.ibengine.backend.PatchGather;
import org.ibengine.backend.Percentiles;
import org.ibengine.label.Components;
import org.ibengine.label.Connectivity;
import org.ibengine.label.Runs;
import org.ibengine.tensor.ElementType;
import org.ibengine.text.Text;
import org.ibengine.volume.HostBuffer;
import org.ibengine.volume.Index3;
import org.ibengine.volume.Size3;
import org.ibengine.volume.Volume;
import org.ibengine.volume.VoxelType;

/**
 * Compares what a backend finds with what another one does; nothing is measured before that.
 *
 * @param expected the one to believe
 */
record GpuBenchCheck(Backend expected, Backend actual) {
  void percentiles(GpuBenchVolumes volumes, VoxelType type, double... percentages) {
    Percentiles wanted = percentiles(expected, volumes, type, percentages);
    Percentiles found = percentiles(actual, volumes, type, percentages);
    if (!Arrays.equals(wanted.values(), found.values())
        || wanted.nonFinite() != found.nonFinite()) {
      throw differs(
          "percentiles of " + type,
          Arrays.toString(wanted.values()),
          Arrays.toString(found.values()));
    }
  }

  private static Percentiles percentiles(
      Backend backend, GpuBenchVolumes volumes, VoxelType type, double... percentages) {
    Volume volume = volumes.intensities(backend, type);
    try (HostBuffer data = volume.data()) {
      return backend.percentiles(new Volume(volume.size(), type, data), percentages);
    }
  }

  void components(GpuBenchVolumes volumes, GpuBenchVolumes.Foreground foreground) {
    Components wanted = components(expected, volumes, foreground);
    Components found = components(actual, volumes, foreground);
    if (!wanted.instances().equals(found.instances()) || !equal(wanted.runs(), found.runs())) {
      throw differs(
          "components of " + foreground,
          wanted.instanceCount() + " instances",
          found.instanceCount() + " instances");
    }
  }

  private static Components components(
      Backend backend, GpuBenchVolumes volumes, GpuBenchVolumes.Foreground foreground) {
    Volume mask = volumes.mask(backend, foreground);
    try (HostBuffer data = mask.data()) {
      return backend.labelComponents(
          new Volume(mask.size(), VoxelType.UINT8, data), Connectivity.FACE_6);
    }
  }

  private static boolean equal(Runs wanted, Runs found) {
    if (wanted.count() != found.count()) {
      return false;
    }
    for (int run = 0; run < wanted.count(); run++) {
      if (wanted.xBegin(run) != found.xBegin(run)
          || wanted.xEnd(run) != found.xEnd(run)
          || wanted.y(run) != found.y(run)
          || wanted.z(run) != found.z(run)
          || wanted.instance(run) != found.instance(run)) {
        return false;
      }
    }
    return true;
  }

  /** Patches of a volume of float32 with corners in and around it. */
  void patches(GpuBenchVolumes volumes, Size3 patch, ElementType type) {
    byte[] wanted = patches(expected, volumes, patch, type);
    byte[] found = patches(actual, volumes, patch, type);
    int at = Arrays.mismatch(wanted, found);
    if (at >= 0) {
      throw differs(
          Text.format("a patch of %s %s, byte %d", patch, type, at),
          String.valueOf(wanted[at]),
          String.valueOf(found[at]));
    }
  }

  private static byte[] patches(
      Backend backend, GpuBenchVolumes volumes, Size3 patch, ElementType type) {
    Volume volume = volumes.intensities(backend, VoxelType.FLOAT32);
    int bytes = Math.toIntExact(patch.voxels() * type.sizeBytes());
    try (HostBuffer data = volume.data();
        HostBuffer out = backend.allocate(2L * bytes)) {
      Volume source = new Volume(volume.size(), VoxelType.FLOAT32, data);
      Index3 outside = new Index3(-1, volume.size().y() - 2, 1);
      backend.gatherPatches(
          List.of(
              gather(source, new Index3(1, 0, 2), patch, new PatchGather.Target(out, 0, type)),
              gather(source, outside, patch, new PatchGather.Target(out, bytes, type))),
          Backend.ALL_THREADS);
      byte[] all = new byte[2 * bytes];
      ByteBuffer view = out.bareView(0, all.length);
      view.get(all);
      return all;
    }
  }

  private static PatchGather gather(
      Volume source, Index3 corner, Size3 patch, PatchGather.Target target) {
    return PatchGather.crop(source, corner, patch, GpuBench.LIMITS, target);
  }

  private IllegalStateException differs(String what, String wanted, String found) {
    return new IllegalStateException(
        Text.format(
            "%s: %s finds %s where %s finds %s; nothing was timed",
            what, actual.name(), found, expected.name(), wanted));
  }
}
