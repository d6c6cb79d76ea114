package org.ibengine.ratio;

import org.ibengine.backend.Backend;
import org.ibengine.index.CaseIndex;
import org.ibengine.store.PreparedCase;
import org.ibengine.store.StoredVolume;
import org.ibengine.store.StoredVolumes;
import org.ibengine.volume.Box;
import org.ibengine.volume.Geometry;
import org.ibengine.volume.Index3;
import org.ibengine.volume.Size3;
import org.ibengine.volume.Volume;

/**
 * A case of a dataset in the layout {@code volumes}, with the instances that an epoch draws. Planes
 * of the label map are read a few at a time.
 */
record PreparedRatioCase(PreparedCase prepared) implements RatioCase {
  private static final long SLAB_BYTES = 8 << 20;

  /** What belongs together, though the case may be replaced meanwhile. */
  private record Located(CaseIndex index, StoredVolume label) {}

  @Override
  public String name() {
    return prepared.name();
  }

  @Override
  public Geometry geometry() {
    return prepared.index().geometry();
  }

  @Override
  public long readingBytes() {
    Size3 size = geometry().size();
    long plane = (long) size.x() * size.y();
    return plane * planes(size);
  }

  private static int planes(Size3 size) {
    long plane = (long) size.x() * size.y();
    return (int) Math.max(1, Math.min(size.z(), SLAB_BYTES / plane));
  }

  @Override
  public Loaded read(Backend backend) {
    Located located = prepared.open(now -> new Located(now.index(), now.label()));
    Size3 size = located.label().size();
    Foreground foreground = new Foreground(size);
    for (int z = 0; z < size.z(); z += planes(size)) {
      int end = Math.min(size.z(), z + planes(size));
      Box slab = new Box(new Index3(0, 0, z), new Index3(size.x(), size.y(), end));
      Volume labels = StoredVolumes.readRows(located.label(), slab, backend::allocate);
      try {
        foreground.add(labels, z);
      } finally {
        labels.data().close();
      }
    }
    return new Loaded(
        name(), located.index().geometry().spacing(), foreground, located.index().instances());
  }
}
