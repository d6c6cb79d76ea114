package org.ibengine.backend;

import java.nio.ByteBuffer;
import java.util.List;
import org.ibengine.label.Components;
import org.ibengine.label.Instance;
import org.ibengine.label.Runs;
import org.ibengine.text.Text;
import org.ibengine.volume.BufferAllocator;
import org.ibengine.volume.HostBuffer;
import org.ibengine.volume.Size3;
import org.ibengine.volume.Volume;
import org.ibengine.volume.VoxelType;

/**
 * Which voxel of a volume belongs to which instance, as runs along x: a few bytes for each row of
 * an instance where a volume of ids would take some for each voxel of the case. {@code data} holds
 * the voxels of each instance by id, int64 each, then the runs in memory order as {@link Runs}
 * packs them, int32 each, all little-endian. A view: whoever made {@code data} closes it.
 *
 * @param instances how many; ids go from 1 to this
 * @param runs how many
 */
public record InstanceMap(int instances, int runs, HostBuffer data) {
  private static final int RUN_BYTES = Runs.STRIDE * Integer.BYTES;
  private static final int AT_ONCE = 1 << 16;

  public InstanceMap {
    if (data.sizeBytes() < bytes(instances, runs)) {
      throw new IllegalArgumentException(
          Text.format(
              "a map of %d instances and %d runs needs %d bytes, the buffer holds %d",
              instances, runs, bytes(instances, runs), data.sizeBytes()));
    }
  }

  /** The instances of a labelled volume; the caller closes {@link #data}. */
  public static InstanceMap of(Components components, BufferAllocator allocator) {
    Runs runs = components.runs();
    List<Instance> instances = components.instances();
    HostBuffer data = allocator.allocate(bytes(instances.size(), runs.count()));
    try {
      InstanceMap map = new InstanceMap(instances.size(), runs.count(), data);
      for (int first = 0; first < instances.size(); first += AT_ONCE) {
        map.write(instances, first, Math.min(AT_ONCE, instances.size() - first));
      }
      for (int first = 0; first < runs.count(); first += AT_ONCE) {
        map.write(runs, first, Math.min(AT_ONCE, runs.count() - first));
      }
      return map;
    } catch (RuntimeException | Error e) {
      data.close();
      throw e;
    }
  }

  private void write(List<Instance> source, int first, int count) {
    ByteBuffer out = data.bareView((long) first * Long.BYTES, count * Long.BYTES);
    source.subList(first, first + count).forEach(instance -> out.putLong(instance.voxels()));
  }

  private void write(Runs source, int first, int count) {
    ByteBuffer out = data.bareView(runsOffset() + (long) first * RUN_BYTES, count * RUN_BYTES);
    for (int run = first; run < first + count; run++) {
      out.putInt(source.xBegin(run)).putInt(source.xEnd(run));
      out.putInt(source.y(run)).putInt(source.z(run)).putInt(source.instance(run));
    }
  }

  /** The same bytes as voxels, to be brought where a device reads them. */
  public Volume asVolume() {
    return new Volume(shape(sizeBytes()), VoxelType.INT32, data);
  }

  /** Of {@link #asVolume} for a map of so many bytes. */
  public static Size3 shape(long sizeBytes) {
    return new Size3(Math.toIntExact(sizeBytes / Integer.BYTES), 1, 1);
  }

  /** Bytes that many instances and runs take, never 0: no backend hands out an empty buffer. */
  public static long bytes(long instances, long runs) {
    return Math.max(Long.BYTES, Math.addExact(instances * Long.BYTES, runs * RUN_BYTES));
  }

  /** Where the runs begin in {@code data}. */
  public long runsOffset() {
    return (long) instances * Long.BYTES;
  }

  /** Bytes of {@code data} in use. */
  public long sizeBytes() {
    return bytes(instances, runs);
  }
}
