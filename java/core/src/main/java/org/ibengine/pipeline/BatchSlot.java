package org.ibengine.pipeline;

import org.ibengine.backend.DeviceEvent;
import org.ibengine.tensor.BatchPart;
import org.ibengine.tensor.Device;
import org.ibengine.tensor.TensorMemory;

/** Memory of one batch, which is reused again and again. */
public interface BatchSlot {
  /** Where the memory lies. */
  Device device();

  /** Of a part that the shape has. */
  TensorMemory memory(BatchPart part);

  /** Passes when what {@link BatchFiller#fill} last queued is written; the slot closes it. */
  DeviceEvent ready();

  /**
   * The next fill starts after what is queued on that stream now. Does not block.
   *
   * @param stream native handle of a stream of the slot's device
   * @throws UnsupportedOperationException where the memory is not a device's
   * @throws org.ibengine.error.BackendFailureException if the device fails; nothing queued on the
   *     stream is running then
   */
  void releaseAfter(long stream);

  /** Frees the memory, after what is still queued on it. */
  void free();
}
