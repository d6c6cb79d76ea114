package org.ibengine.torch.predict;

import java.nio.FloatBuffer;
import org.bytedeco.javacpp.FloatPointer;
import org.bytedeco.pytorch.NoGradGuard;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch.ScalarType;
import org.ibengine.Batch;
import org.ibengine.predict.WindowModel;
import org.ibengine.torch.TorchBatch;
import org.ibengine.torch.memory.TensorScope;
import org.ibengine.torch.network.Network;

/**
 * A trained network, in evaluation, without gradients. It reads batches where they lie; the network
 * must be on the same device. One thread at a time uses it, and no other the network meanwhile.
 */
public final class NetworkModel implements WindowModel, AutoCloseable {
  private final Network network;
  private final Flips flips;
  private Tensor last; // what the buffer handed out last lies in

  /**
   * @param network must outlive this; remains the caller's
   */
  public NetworkModel(Network network, Flips flips) {
    this.network = network.training(false);
    this.flips = flips;
  }

  @Override
  public int outputs() {
    return network.spec().outputs();
  }

  @Override
  public FloatBuffer logits(Batch batch) {
    close();
    try (TorchBatch tensors = TorchBatch.of(batch)) {
      last = TensorScope.outlive(TensorScope.result(() -> mean(tensors.image())));
    }
    FloatPointer values = new FloatPointer(last.data_ptr_float());
    return values.capacity(last.numel()).asByteBuffer().asFloatBuffer();
  }

  @SuppressWarnings("try") // a guard works by being there
  private Tensor mean(Tensor image) {
    try (NoGradGuard guard = new NoGradGuard()) {
      Tensor sum = null;
      for (long[] dimensions : flips.dimensions()) {
        Tensor seen = dimensions.length == 0 ? image : image.flip(dimensions);
        Tensor said = network.logits(seen);
        Tensor back = dimensions.length == 0 ? said : said.flip(dimensions);
        sum = sum == null ? back : sum.add_(back);
      }
      int images = flips.dimensions().size();
      Tensor mean = images == 1 ? sum : sum.div_(new org.bytedeco.pytorch.Scalar(images));
      return mean.to(ScalarType.Float).cpu().contiguous();
    }
  }

  /** Frees what the last buffer lies in; the network stays open. Idempotent. */
  @Override
  public void close() {
    if (last != null) {
      last.releaseReference();
      last = null;
    }
  }
}
