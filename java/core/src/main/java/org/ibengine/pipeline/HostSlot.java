package org.ibengine.pipeline;

import org.ibengine.backend.Backend;
import org.ibengine.backend.DeviceEvent;
import org.ibengine.tensor.Device;
import org.ibengine.tensor.TensorMemory;
import org.ibengine.volume.HostBuffer;

/** A batch in host memory. */
final class HostSlot implements BatchSlot {
  private final HostBuffer image;
  private final HostBuffer label;

  HostSlot(Backend backend, BatchShape shape) {
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

  HostBuffer imageBuffer() {
    return image;
  }

  HostBuffer labelBuffer() {
    return label;
  }

  @Override
  public Device device() {
    return Device.CPU;
  }

  @Override
  public TensorMemory image() {
    return TensorMemory.of(image);
  }

  @Override
  public TensorMemory label() {
    return TensorMemory.of(label);
  }

  @Override
  public DeviceEvent ready() {
    return DeviceEvent.PASSED;
  }

  @Override
  public void free() {
    image.close();
    label.close();
  }
}
