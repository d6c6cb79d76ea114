package org.ibengine.torch;

import org.bytedeco.javacpp.Pointer;
import org.bytedeco.pytorch.Device;
import org.bytedeco.pytorch.DeviceGuardImplInterface;
import org.bytedeco.pytorch.Stream;
import org.bytedeco.pytorch.global.torch;
import org.bytedeco.pytorch.global.torch.DeviceType;
import org.ibengine.Batch;
import org.ibengine.tensor.Device.Kind;

/** The order between the engine's work on a batch and libtorch's. */
final class TorchStreams {
  private TorchStreams() {}

  /**
   * Lets libtorch's current stream of the batch's device wait until the batch is filled. Does not
   * block.
   *
   * @return blocks until what that stream has been given so far is done: to be run before the
   *     engine may write there again
   */
  static Runnable order(Batch batch) {
    if (batch.image().device().kind() == Kind.CPU) {
      return () -> {}; // filled before it was handed out, and libtorch's work is done on return
    }
    DeviceGuardImplInterface device = torch.getDeviceGuardImpl(DeviceType.CUDA);
    Stream stream;
    try (Device where = BorrowedMemory.device(batch.image().device());
        Pointer event = new BorrowedMemory.Address(batch.ready().handle())) {
      stream = BorrowedMemory.outliveScope(device.getStream(where));
      if (!event.isNull()) {
        device.block(event, stream);
      }
    }
    return () -> {
      device.synchronizeStream(stream);
      stream.releaseReference();
    };
  }
}
