package org.ibengine.ratio;

import java.nio.file.Path;
import org.ibengine.backend.Backend;
import org.ibengine.error.DatasetException;
import org.ibengine.volume.Affine;
import org.ibengine.volume.Geometry;
import org.ibengine.volume.Size3;

/** A case in memory; of no scene, one that cannot be read. */
record MadeCase(String name, MaskScene scene) implements RatioCase {
  static MadeCase random(String name, Size3 size, int seed) {
    return new MadeCase(name, MaskScene.random(size, 0.05, seed));
  }

  @Override
  public Geometry geometry() {
    Size3 size = scene == null ? new Size3(1, 1, 1) : scene.size;
    return new Geometry(size, new Geometry.Spacing(1, 1, 1), Affine.scaling(1, 1, 1));
  }

  @Override
  public long readingBytes() {
    return 0;
  }

  @Override
  public Loaded read(Backend backend) {
    if (scene == null) {
      throw new DatasetException(Path.of(name), "is damaged");
    }
    return scene.loaded(name);
  }
}
