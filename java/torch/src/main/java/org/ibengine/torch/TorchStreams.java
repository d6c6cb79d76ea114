package org.ibengine.torch;

import org.bytedeco.javacpp.Pointer;
import org.bytedeco.pytorch.Device;
import org.bytedeco.pytorch.DeviceGuardImplInterface;
import org.bytedeco.pytorch.Stream;
import org.bytedeco.pytorch.global.torch;
import org.bytedeco.pytorch.global.torch.DeviceType;
import org.ibengine.Batch;
import org.ibengine.tensor.Device.Kind;
import org.ibengine.torch.memory.TensorScope;

/** The order between the engine's work on a batch and libtorch's. */
final class TorchStreams {
  private TorchStreams() {}

  /**
   * Lets libtorch's current stream of the batch's device wait until the batch is filled. Does not
   * block.
   *
   * @return closes the batch once nothing uses it any more: the engine writes there after what that
   *     stream has been given by then; blocks for it where the stream is not the default one
   */
  static Runnable order(Batch batch) {
    if (batch.image().device().kind() == Kind.CPU) {
      return batch::close; // filled before it was handed out; libtorch's work is done on return
    }
    DeviceGuardImplInterface device = torch.getDeviceGuardImpl(DeviceType.CUDA);
    Stream stream;
    try (Device where = BorrowedMemory.device(batch.image().device());
        Pointer event = new BorrowedMemory.Address(batch.ready().handle())) {
      stream = TensorScope.outlive(device.getStream(where));
      if (!event.isNull()) {
        device.block(event, stream);
      }
    }
    return () -> {
      if (stream.id() == 0) {
        batch.closeAfter(0);
      } else {
        device.synchronizeStream(stream); // the handle of another stream is not to be had here
        batch.close();
      }
      stream.releaseReference();
    };
  }
}
