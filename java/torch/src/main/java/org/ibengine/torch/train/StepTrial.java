package org.ibengine.torch.train;

import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.Device;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorVector;
import org.bytedeco.pytorch.global.torch;
import org.bytedeco.pytorch.global.torch.DeviceType;
import org.bytedeco.pytorch.global.torch.ScalarType;
import org.ibengine.torch.Libtorch;
import org.ibengine.torch.network.Network;
import org.ibengine.torch.network.NetworkSpec;
import org.ibengine.volume.Size3;

/**
 * Makes steps of training on noise, to tell how long they take.
 *
 * @param network of one kind and size of patches
 * @param plan whose loss, optimiser and threads count; the loss must need no weights
 * @param device where to compute
 */
public record StepTrial(NetworkSpec network, TrainingPlan plan, org.ibengine.tensor.Device device) {
  private static final long SEED = 1;
  private static final double FOREGROUND = 0.1;

  /**
   * What a step takes.
   *
   * @param nanos of the faster of two
   * @param parameters of the network
   */
  public record Found(long nanos, long parameters) {}

  /**
   * Makes two steps and forgets them. Blocks; sets libtorch's number of threads and draws of its
   * random numbers.
   *
   * @param batch patches per step
   * @throws IllegalArgumentException if the network takes no patches of that size
   * @throws org.ibengine.error.BackendUnavailableException if libtorch cannot be loaded
   */
  public Found run(int batch, Size3 patch) {
    Libtorch.setThreads(plan.threads());
    try (Network made = Network.create(network, SEED, device);
        Optimizer optimizer = Optimizer.of(plan.optimizer(), made.parameters())) {
      made.training(true);
      long nanos = Long.MAX_VALUE;
      for (int i = 0; i < 2; i++) { // the first finds memory and algorithms
        long began = System.nanoTime();
        step(made, optimizer, batch, patch);
        nanos = Math.min(nanos, System.nanoTime() - began);
      }
      return new Found(nanos, made.parameterCount());
    }
  }

  @SuppressWarnings("try") // a scope works by being there
  private void step(Network made, Optimizer optimizer, int batch, Size3 patch) {
    try (PointerScope scope = new PointerScope()) {
      Tensor image = noise(batch, network.inputs(), patch);
      Tensor target = noise(batch, 1, patch).lt(new Scalar(FOREGROUND)).to(ScalarType.Float);
      Tensor loss = plan.loss().of(made.logits(image), target, null);
      TensorVector parameters = new TensorVector(made.parameters().values().toArray(Tensor[]::new));
      TensorVector gradients = torch.grad(new TensorVector(loss), parameters);
      optimizer.step(gradients, plan.rate(0));
      loss.item_float(); // waits for a device
    }
  }

  private Tensor noise(int batch, int channels, Size3 patch) {
    Device where =
        switch (device.kind()) {
          case CPU -> new Device(DeviceType.CPU);
          case CUDA -> new Device(DeviceType.CUDA, (byte) device.number());
        };
    return torch.rand(batch, channels, patch.z(), patch.y(), patch.x()).to(where, ScalarType.Float);
  }
}
