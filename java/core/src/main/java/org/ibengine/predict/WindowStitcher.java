package org.ibengine.predict;

import java.nio.FloatBuffer;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.ibengine.place.WindowStarts;
import org.ibengine.text.Text;
import org.ibengine.volume.BufferAllocator;
import org.ibengine.volume.HostBuffer;
import org.ibengine.volume.Index3;
import org.ibengine.volume.Size3;
import org.ibengine.volume.Volume;
import org.ibengine.volume.VoxelType;

/**
 * Puts the windows of one case together, such as those that {@link WindowStarts} lays: the mean of
 * what they say of a voxel, weighted as {@link Blend} says. What reaches out of the volume is
 * dropped. Sums are float32 in the order in which windows are added, so equal orders give equal
 * bits. Owns one float32 volume per channel. For one thread at a time.
 */
public final class WindowStitcher implements AutoCloseable {
  private static final int AXES = 3;

  private final Size3 volume;
  private final Size3 window;
  private final int[][] starts = new int[AXES][]; // in voxels of the volume, may be below 0
  private final float[] importance;
  private final List<HostBuffer> sums;
  private int missing;

  /** How windows lie in volumes. */
  public record Layout(Size3 window, Size3 stride, Blend blend) {}

  /**
   * @param channels at least 1
   * @param memory of the volumes
   */
  public WindowStitcher(Size3 volume, Layout layout, int channels, BufferAllocator memory) {
    if (channels < 1) {
      throw new IllegalArgumentException("at least one channel is stitched, was " + channels);
    }
    this.volume = volume;
    this.window = layout.window();
    this.importance = layout.blend().importance(window);
    this.missing = 1;
    for (int axis = 0; axis < AXES; axis++) {
      WindowStarts along =
          new WindowStarts(volume.get(axis), window.get(axis), layout.stride().get(axis));
      starts[axis] = Arrays.stream(along.starts()).map(at -> at - along.before()).toArray();
      missing = Math.multiplyExact(missing, starts[axis].length);
    }
    long bytes = volume.voxels() * Float.BYTES;
    sums = IntStream.range(0, channels).mapToObj(channel -> memory.allocate(bytes)).toList();
    sums.forEach(WindowStitcher::clear);
  }

  /** Bytes of a stitcher's volumes. */
  public static long bytes(Size3 volume, int channels) {
    return Math.multiplyExact(Math.multiplyExact(volume.voxels(), Float.BYTES), (long) channels);
  }

  /** How many windows a volume has. */
  public static long windows(Size3 volume, Layout layout) {
    long count = 1;
    for (int axis = 0; axis < AXES; axis++) {
      int along = layout.window().get(axis);
      count *= new WindowStarts(volume.get(axis), along, layout.stride().get(axis)).count();
    }
    return count;
  }

  private static void clear(HostBuffer buffer) {
    int most = 1 << 20;
    byte[] zeros = new byte[most];
    for (long at = 0; at < buffer.sizeBytes(); at += most) {
      int length = (int) Math.min(most, buffer.sizeBytes() - at);
      buffer.bareView(at, length).put(zeros, 0, length);
    }
  }

  /** How many windows have not been added. */
  public int missing() {
    return missing;
  }

  /**
   * Adds what a network says of one window.
   *
   * @param corner its first voxel in the volume, as {@link org.ibengine.place.WindowStarts} places
   *     it: below 0 where the volume is shorter than the window
   * @param values channel after channel, x fastest, from its position on; the position stays
   * @throws IllegalArgumentException if no window begins there, or there are fewer values
   * @throws IllegalStateException if all windows were added before
   */
  public void add(Index3 corner, FloatBuffer values) {
    requireWindow(corner);
    long wanted = window.voxels() * sums.size();
    if (values.remaining() < wanted) {
      throw new IllegalArgumentException(
          Text.format("a window has %d values, were %d", wanted, values.remaining()));
    }
    if (missing == 0) {
      throw new IllegalStateException("all windows were added; finish");
    }
    missing--;
    int perChannel = (int) window.voxels();
    for (int channel = 0; channel < sums.size(); channel++) {
      add(corner, values, values.position() + channel * perChannel, sums.get(channel));
    }
  }

  private void requireWindow(Index3 corner) {
    for (int axis = 0; axis < AXES; axis++) {
      if (Arrays.binarySearch(starts[axis], corner.get(axis)) < 0) {
        throw new IllegalArgumentException(
            Text.format("no window of a volume of %s begins at %s", volume, corner));
      }
    }
  }

  private void add(Index3 corner, FloatBuffer values, int first, HostBuffer sum) {
    Rows rows = new Rows(corner);
    float[] said = new float[rows.length];
    float[] row = new float[rows.length];
    for (int z = rows.beginZ; z < rows.endZ; z++) {
      for (int y = rows.beginY; y < rows.endY; y++) {
        int at = rows.inWindow(y, z);
        values.get(first + at, said);
        FloatBuffer target = rows.target(sum, y, z);
        target.get(row);
        for (int x = 0; x < row.length; x++) {
          row[x] += importance[at + x] * said[x];
        }
        target.put(0, row);
      }
    }
  }

  /** What of a window lies in the volume. */
  private final class Rows {
    final Index3 corner;
    final int beginX;
    final int beginY;
    final int endY;
    final int beginZ;
    final int endZ;
    final int length;

    Rows(Index3 corner) {
      this.corner = corner;
      beginX = Math.max(0, corner.x());
      beginY = Math.max(0, corner.y());
      beginZ = Math.max(0, corner.z());
      endY = Math.min(volume.y(), corner.y() + window.y());
      endZ = Math.min(volume.z(), corner.z() + window.z());
      length = Math.min(volume.x(), corner.x() + window.x()) - beginX;
    }

    int inWindow(int y, int z) {
      return ((z - corner.z()) * window.y() + y - corner.y()) * window.x() + beginX - corner.x();
    }

    FloatBuffer target(HostBuffer sum, int y, int z) {
      long voxel = ((long) z * volume.y() + y) * volume.x() + beginX;
      return sum.bareView(voxel * Float.BYTES, length * Float.BYTES).asFloatBuffer();
    }
  }

  /**
   * The means, one float32 volume per channel. They are this object's memory: valid until it is
   * closed. Call it once.
   *
   * @throws IllegalStateException if a window is missing
   */
  public List<Volume> finish() {
    if (missing != 0) {
      throw new IllegalStateException(Text.format("%d windows are missing", missing));
    }
    float[] weights = new float[volume.x()];
    float[] row = new float[volume.x()];
    for (int z = 0; z < volume.z(); z++) {
      for (int y = 0; y < volume.y(); y++) {
        weigh(y, z, weights);
        long voxel = ((long) z * volume.y() + y) * volume.x();
        for (HostBuffer sum : sums) {
          FloatBuffer target =
              sum.bareView(voxel * Float.BYTES, row.length * Float.BYTES).asFloatBuffer();
          target.get(row);
          for (int x = 0; x < row.length; x++) {
            row[x] /= weights[x];
          }
          target.put(0, row);
        }
      }
    }
    return sums.stream().map(sum -> new Volume(volume, VoxelType.FLOAT32, sum)).toList();
  }

  /** The importance of all windows together, of the voxels of a row. */
  private void weigh(int y, int z, float[] weights) {
    Arrays.fill(weights, 0);
    for (int startZ : starts[2]) {
      for (int startY : starts[1]) {
        boolean covers =
            startZ <= z && z < startZ + window.z() && startY <= y && y < startY + window.y();
        int at = ((z - startZ) * window.y() + y - startY) * window.x();
        for (int startX : covers ? starts[0] : new int[0]) {
          int end = Math.min(weights.length, startX + window.x());
          for (int x = Math.max(0, startX); x < end; x++) {
            weights[x] += importance[at + x - startX];
          }
        }
      }
    }
  }

  @Override
  public void close() {
    sums.forEach(HostBuffer::close);
  }
}
