package org.ibengine.cpu;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.nio.ByteBuffer;
import java.util.List;
import java.util.ServiceLoader;
import org.ibengine.backend.Backend;
import org.ibengine.packed.UnpackerProvider;
import org.ibengine.packed.Unpackers;
import org.ibengine.volume.HostBuffer;
import org.ibengine.volume.PackedVolume;
import org.ibengine.volume.Size3;
import org.ibengine.volume.Volume;
import org.ibengine.volume.VoxelType;
import org.junit.jupiter.api.Test;

class CpuUnpackerProviderTest {
  private static final Size3 SIZE = new Size3(19, 7, 6);
  private static final int VOXELS = 19 * 7 * 6;

  /** Memory of another backend, of which only the address is known. */
  private record Foreign(HostBuffer memory) implements HostBuffer {
    @Override
    public long sizeBytes() {
      return memory.sizeBytes();
    }

    @Override
    public ByteBuffer view(long offset, int length) {
      throw new AssertionError("looked at from Java");
    }

    @Override
    public long address() {
      return memory.address();
    }

    @Override
    public void close() {}
  }

  @Test
  void theLibraryUnpacksMemoryOfOtherBackends() {
    assertEquals(
        List.of(CpuUnpackerProvider.class),
        ServiceLoader.load(UnpackerProvider.class).stream()
            .map(ServiceLoader.Provider::type)
            .toList());
    try (Backend backend = new CpuBackendProvider().open(1);
        HostBuffer raw = backend.allocate(VOXELS);
        HostBuffer room = backend.allocate(1 << 14);
        HostBuffer target = backend.allocate(VOXELS)) {
      for (int i = 0; i < VOXELS; i++) {
        raw.view(i, 1).put(0, (byte) (i * 37 % 101));
      }
      long bytes = backend.pack(new Volume(SIZE, VoxelType.UINT8, raw), room, 1 << 14, 1);
      PackedVolume packed = new PackedVolume(SIZE, VoxelType.UINT8, new Foreign(room), bytes);
      Unpackers.best().unpack(packed, new Foreign(target));
      assertEquals(raw.view(0, VOXELS), target.view(0, VOXELS));
      try (HostBuffer small = backend.allocate(1)) {
        Foreign tooSmall = new Foreign(small);
        assertThrows(
            IllegalArgumentException.class, () -> Unpackers.best().unpack(packed, tooSmall));
      }
    }
  }
}
