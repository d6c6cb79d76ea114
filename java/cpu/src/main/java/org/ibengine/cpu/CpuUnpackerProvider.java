package org.ibengine.cpu;

import java.util.Optional;
import org.ibengine.packed.Unpacker;
import org.ibengine.packed.UnpackerProvider;
import org.ibengine.volume.HostBuffer;
import org.ibengine.volume.PackedVolume;
import org.ibengine.volume.Volume;

/** Provides the library's decoder to backends that have none of their own. */
public final class CpuUnpackerProvider implements UnpackerProvider {
  @Override
  public Optional<String> unavailableReason() {
    return CpuLoader.unavailableReason();
  }

  @Override
  public Unpacker unpacker() {
    return CpuUnpackerProvider::unpack;
  }

  /** On the calling thread: who opens a dataset reads several volumes side by side. */
  private static void unpack(PackedVolume source, HostBuffer target) {
    Volume voxels = new Volume(source.size(), source.type(), target); // checks the room
    int status = CpuLibrary.ib_unpack_volume(source.data().address(), 1, voxels.data().address());
    Status.check(status, "ib_unpack_volume(%s %s voxels)", source.size(), source.type());
  }
}
