package org.ibengine.prepare;

import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.List;
import org.ibengine.backend.Backend;
import org.ibengine.backend.reference.ReferenceBackend;
import org.ibengine.store.CaseRecord;
import org.ibengine.store.DatasetFolder;
import org.ibengine.store.PreparedCase;
import org.ibengine.store.StoredVolume;
import org.ibengine.store.StoredVolumes;
import org.ibengine.volume.Float16;
import org.ibengine.volume.Volume;
import org.ibengine.volume.VoxelType;

/** What a dataset of layout volumes holds of a case. */
final class StoredCase {
  private final Backend backend = new ReferenceBackend();
  private final PreparedCase prepared;

  StoredCase(Path dataset, String name) {
    prepared = PreparedCase.read(new DatasetFolder(dataset), name);
  }

  CaseRecord record() {
    return prepared.record();
  }

  VoxelType type(String name) {
    return volume(name).type();
  }

  Volume volume(String name) {
    StoredVolume stored =
        name.equals(DatasetFolder.LABEL)
            ? prepared.label()
            : prepared.volumes(List.of(name)).get(name);
    return StoredVolumes.read(stored, backend::allocate, backend.gzip());
  }

  /** A raw voxel. */
  double voxel(String name, int x, int y, int z) {
    Volume volume = volume(name);
    int bytes = volume.type().sizeBytes();
    long index = ((long) z * volume.size().y() + y) * volume.size().x() + x;
    ByteBuffer voxel = volume.data().view(index * bytes, bytes);
    return switch (volume.type()) {
      case UINT8 -> voxel.get() & 0xff;
      case INT8 -> voxel.get();
      case INT16 -> voxel.getShort();
      case UINT16 -> voxel.getShort() & 0xffff;
      case INT32 -> voxel.getInt();
      case UINT32 -> voxel.getInt() & 0xffff_ffffL;
      case FLOAT32 -> voxel.getFloat();
      case FLOAT64 -> voxel.getDouble();
      case FLOAT16 -> Float16.valueOf(voxel.getShort());
    };
  }
}
