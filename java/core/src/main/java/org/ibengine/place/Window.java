package org.ibengine.place;

import org.ibengine.volume.Box;
import org.ibengine.volume.Index3;
import org.ibengine.volume.Size3;

/** What a background window cuts. */
public final class Window {
  private Window() {}

  /**
   * The voxels of the volume that a patch starting at {@code corner} covers: the patch, clipped at
   * the end of the volume.
   *
   * @param corner must lie inside {@code volume}
   */
  public static Box of(Index3 corner, Size3 patch, Size3 volume) {
    return new Box(
        corner,
        new Index3(
            (int) Math.min((long) corner.x() + patch.x(), volume.x()),
            (int) Math.min((long) corner.y() + patch.y(), volume.y()),
            (int) Math.min((long) corner.z() + patch.z(), volume.z())));
  }
}
