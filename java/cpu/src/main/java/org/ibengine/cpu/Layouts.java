package org.ibengine.cpu;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import org.ibengine.backend.IntensityLayout;
import org.ibengine.backend.IntensityPatch;
import org.ibengine.backend.PatchGather;
import org.ibengine.backend.PatchGather.Target;
import org.ibengine.backend.PatchLayout;
import org.ibengine.backend.ResampleLayout;
import org.ibengine.backend.ResampleRule;
import org.ibengine.backend.Resampling;
import org.ibengine.backend.WeightLayout;
import org.ibengine.backend.WeightPatch;
import org.ibengine.label.Instance;
import org.ibengine.volume.Box;
import org.ibengine.volume.Index3;
import org.ibengine.volume.PackedVolume;
import org.ibengine.volume.Size3;
import org.ibengine.volume.Volume;
import org.ibengine.volume.VolumeData;
import org.ibengine.volume.VoxelType;

/** The structures of ib_cpu.h as bytes. Fields are written and read in their order there. */
final class Layouts {
  /** {@code sizeof(ib_instance)}. */
  static final int INSTANCE_BYTES = 88 + Instance.MAX_ANCHORS * 3 * Integer.BYTES;

  /** {@code sizeof(ib_run)}. */
  static final int RUN_BYTES = 5 * Integer.BYTES;

  private Layouts() {}

  /** Appends one {@code ib_patch}. */
  static void put(ByteBuffer out, PatchGather patch) {
    VolumeData source = patch.source();
    PatchLayout.put(
        out,
        new PatchLayout.Source(
            CpuBuffer.of(source.data()).address(),
            source.size(),
            source.type(),
            source instanceof PackedVolume),
        new PatchLayout.Target(
            address(patch.target()), patch.target().type(), address(patch.count())),
        patch.cut());
  }

  /** Appends one {@code ib_weight_patch}. */
  static void put(ByteBuffer out, WeightPatch patch) {
    long data = CpuBuffer.of(patch.instances().data()).address();
    WeightLayout.put(
        out,
        patch.instances(),
        new WeightLayout.Addresses(data, address(patch.weights()), address(patch.ids())),
        patch.cut());
  }

  /** {@code ib_intensity_patch}es with all that they point to. */
  static IntensityLayout intensities(List<IntensityPatch> patches) {
    return new IntensityLayout(
        patches.stream()
            .map(
                patch ->
                    new IntensityLayout.Patch(
                        address(patch.target()),
                        patch.target().type(),
                        patch.size(),
                        patch.changes()))
            .toList());
  }

  /** Of an {@code ib_resample} and its Gaussians, in one direct buffer. */
  static int bytesOf(ResampleRule rule) {
    return ResampleLayout.BYTES + ResampleLayout.gaussians(rule).length * Double.BYTES;
  }

  /** Appends one {@code ib_resample}, then its Gaussians, at the begin of a direct buffer. */
  static void put(ByteBuffer out, Resampling resampling) {
    put(out, volume(resampling.source()), volume(resampling.target()), resampling.rule());
  }

  /** The same without addresses, of voxels of any type. */
  static void put(ByteBuffer out, Size3 source, Size3 target, ResampleRule rule) {
    VoxelType type = VoxelType.UINT8; // votes need one integer type
    put(
        out,
        new PatchLayout.Source(0, source, type),
        new PatchLayout.Source(0, target, type),
        rule);
  }

  private static void put(
      ByteBuffer out, PatchLayout.Source source, PatchLayout.Source target, ResampleRule rule) {
    long gaussians = CpuBuffer.addressOf(out) + ResampleLayout.BYTES;
    ResampleLayout.put(out, source, target, rule, gaussians);
    for (double weight : ResampleLayout.gaussians(rule)) {
      out.putDouble(weight);
    }
  }

  private static PatchLayout.Source volume(Volume volume) {
    return new PatchLayout.Source(
        CpuBuffer.of(volume.data()).address(), volume.size(), volume.type());
  }

  private static long address(Target target) {
    return target == null ? 0 : CpuBuffer.of(target.buffer()).address() + target.offset();
  }

  /** Reads one {@code ib_instance} and moves on to the next. */
  static Instance getInstance(ByteBuffer in, int id) {
    int start = in.position();
    long voxels = in.getLong();
    Box box = new Box(getIndex(in), getIndex(in));
    double divisor = voxels;
    Instance.Centroid centroid =
        new Instance.Centroid(
            in.getLong() / divisor, in.getLong() / divisor, in.getLong() / divisor);
    int anchorCount = in.getInt();
    in.getInt(); // reserved
    List<Index3> anchors = new ArrayList<>(anchorCount);
    for (int k = 0; k < anchorCount; k++) {
      anchors.add(new Index3(in.getInt(), in.getInt(), in.getInt()));
    }
    in.position(start + INSTANCE_BYTES);
    return new Instance(id, voxels, box, centroid, anchors);
  }

  private static Index3 getIndex(ByteBuffer in) {
    return new Index3(
        Math.toIntExact(in.getLong()),
        Math.toIntExact(in.getLong()),
        Math.toIntExact(in.getLong()));
  }
}
