package org.ibengine.benchmarks;

import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.List;
import org.ibengine.backend.Backend;
import org.ibengine.synth.Phantom;
import org.ibengine.synth.PhantomOptions;
import org.ibengine.synth.PhantomOptions.RadiusRange;
import org.ibengine.volume.Geometry.Spacing;
import org.ibengine.volume.HostBuffer;
import org.ibengine.volume.Size3;
import org.ibengine.volume.Volume;
import org.ibengine.volume.VoxelType;

/** The input of all benchmarks: the first phantom of a fixed seed, in a backend's memory. */
final class PhantomVolume {
  static final long SEED = 1;

  private static final String MODALITY = "T1";
  private static final int LESIONS = 200;
  private static final int COPY_CHUNK = 1 << 30;

  private PhantomVolume() {}

  /**
   * @param size as {@code 192x192x384}
   */
  static Phantom phantom(String size, VoxelType type) {
    return new Phantom(
        new PhantomOptions(
            parse(size),
            new Spacing(2, 2, 2),
            List.of(MODALITY),
            type,
            LESIONS,
            new RadiusRange(1, 12),
            SEED),
        0);
  }

  static Size3 parse(String size) {
    int[] parts = Arrays.stream(size.split("x")).mapToInt(Integer::parseInt).toArray();
    return new Size3(parts[0], parts[1], parts[2]);
  }

  /** The caller closes its memory. */
  static Volume modality(Phantom phantom, Backend backend) {
    return render(
        phantom,
        phantom.options().type(),
        backend,
        (z, target) -> phantom.renderModality(MODALITY, z, z + 1, target));
  }

  /** The caller closes its memory. */
  static Volume mask(Phantom phantom, Backend backend) {
    return render(
        phantom, VoxelType.UINT8, backend, (z, target) -> phantom.renderMask(z, z + 1, target));
  }

  private interface SliceRenderer {
    void render(int z, ByteBuffer target);
  }

  private static Volume render(
      Phantom phantom, VoxelType type, Backend backend, SliceRenderer renderer) {
    Size3 size = phantom.options().size();
    int sliceBytes = Math.multiplyExact(size.x() * size.y(), type.sizeBytes());
    HostBuffer data = backend.allocate((long) sliceBytes * size.z());
    for (int z = 0; z < size.z(); z++) {
      renderer.render(z, data.view((long) z * sliceBytes, sliceBytes));
    }
    return new Volume(size, type, data);
  }

  /** The yardstick: {@code bytes} read once and written once. */
  static void copy(HostBuffer from, HostBuffer to, long bytes) {
    for (long begin = 0; begin < bytes; begin += COPY_CHUNK) {
      int length = (int) Math.min(COPY_CHUNK, bytes - begin);
      to.view(begin, length).put(from.view(begin, length));
    }
  }
}
