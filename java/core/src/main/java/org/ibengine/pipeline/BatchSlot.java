package org.ibengine.pipeline;

import org.ibengine.backend.DeviceEvent;
import org.ibengine.tensor.Device;
import org.ibengine.tensor.TensorMemory;

/** Memory of one batch, used again and again. */
public interface BatchSlot {
  /** Where the memory lies. */
  Device device();

  TensorMemory image();

  TensorMemory label();

  /** Passes when what {@link BatchFiller#fill} last queued is written; the slot closes it. */
  DeviceEvent ready();

  /** Frees the memory, after what is still queued on it. */
  void free();
}
