package org.ibengine.torch.train;

import java.util.stream.IntStream;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.NoGradGuard;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;
import org.ibengine.Epoch;
import org.ibengine.torch.TorchBatch;
import org.ibengine.torch.TorchBatches;
import org.ibengine.torch.loss.Foreground;
import org.ibengine.torch.network.Network;

/** Measures a network on the patches of a validation. */
final class Examination {
  private final Network network;
  private final LossSpec loss;
  private double lossSum;
  private long patches;
  private long predicted;
  private long labelled;
  private long both;

  Examination(Network network, LossSpec loss) {
    this.network = network;
    this.loss = loss;
  }

  /** Takes all batches; the network is in evaluation afterwards. */
  Score take(Epoch validation) {
    network.training(false);
    for (TorchBatch batch : TorchBatches.of(validation)) {
      take(batch);
    }
    long sum = predicted + labelled;
    return new Score(lossSum / patches, sum == 0 ? 1 : 2.0 * both / sum);
  }

  /** Fillers come last, and do not count. */
  @SuppressWarnings("try") // scope and guard work by being there
  private void take(TorchBatch batch) {
    try (PointerScope scope = new PointerScope();
        NoGradGuard guard = new NoGradGuard()) {
      long count =
          IntStream.range(0, batch.items().size())
              .filter(i -> !batch.items().get(i).filler())
              .count();
      Tensor weights = Lesson.weights(loss, batch);
      Tensor outputs = network.logits(batch.image().narrow(0, 0, count));
      Tensor target = Lesson.target(batch).narrow(0, 0, count);
      Tensor value = loss.of(outputs, target, weights == null ? null : weights.narrow(0, 0, count));
      lossSum += value.item_double() * count;
      patches += count;
      Tensor found = Foreground.logit(outputs).gt(new Scalar(0));
      Tensor wanted = target.gt(new Scalar(0));
      predicted += found.sum().item_long();
      labelled += wanted.sum().item_long();
      both += found.logical_and(wanted).sum().item_long();
    } catch (RuntimeException e) {
      throw Shortage.named(e, batch.image().shape());
    }
  }
}
