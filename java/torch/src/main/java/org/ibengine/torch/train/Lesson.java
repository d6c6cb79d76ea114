package org.ibengine.torch.train;

import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorVector;
import org.bytedeco.pytorch.global.torch;
import org.bytedeco.pytorch.global.torch.ScalarType;
import org.ibengine.text.Text;
import org.ibengine.torch.TorchBatch;
import org.ibengine.torch.memory.TensorScope;
import org.ibengine.torch.network.Network;

/** What a network learns from one batch. Belongs to one thread at a time. */
final class Lesson implements AutoCloseable {
  private final Network network;
  private final LossSpec loss;
  private final Optimizer optimizer;
  private final TensorVector parameters;

  Lesson(Network network, LossSpec loss, Optimizer optimizer) {
    this.network = network;
    this.loss = loss;
    this.optimizer = optimizer;
    this.parameters =
        TensorScope.outlive(new TensorVector(network.parameters().values().toArray(Tensor[]::new)));
  }

  /** 1 where a label is not 0. */
  static Tensor target(TorchBatch batch) {
    return batch.label().gt(new Scalar(0)).to(ScalarType.Float);
  }

  /** For the loss; null where it needs none. */
  static Tensor weights(LossSpec loss, TorchBatch batch) {
    return loss.needsWeights() ? batch.weights() : null;
  }

  /**
   * One step of the optimiser; waits for the device.
   *
   * @return the loss before the step
   * @throws TrainingException if the loss is not finite, with the network as it was, or if memory
   *     is short
   */
  @SuppressWarnings("try") // a scope works by being there
  float learn(TorchBatch batch, double rate) {
    try (PointerScope scope = new PointerScope()) {
      Tensor outputs = network.training(true).logits(batch.image());
      Tensor value = loss.of(outputs, target(batch), weights(loss, batch));
      float found = value.item_float();
      if (!Float.isFinite(found)) {
        throw new TrainingException(
            Text.format("the loss is %s; lower the learning rate, or choose another loss", found));
      }
      optimizer.step(torch.grad(new TensorVector(value), parameters), rate);
      return found;
    } catch (RuntimeException e) {
      throw Shortage.named(e, batch.image().shape());
    }
  }

  @Override
  public void close() {
    parameters.releaseReference();
  }
}
