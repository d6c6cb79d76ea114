package org.ibengine.pipeline;

import org.ibengine.backend.Backend;
import org.ibengine.volume.HostBuffer;

/** Memory of one batch, used again and again. */
public final class BatchSlot {
  private final HostBuffer image;
  private final HostBuffer label;

  BatchSlot(Backend backend, BatchShape shape) {
    image = backend.allocate(shape.imageBytes());
    HostBuffer second = null;
    try {
      second = backend.allocate(shape.labelBytes());
    } finally {
      if (second == null) {
        image.close();
      }
    }
    label = second;
  }

  public HostBuffer image() {
    return image;
  }

  public HostBuffer label() {
    return label;
  }

  void free() {
    image.close();
    label.close();
  }
}
