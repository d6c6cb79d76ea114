package org.ibengine.benchmarks.torch;

import java.util.concurrent.locks.Lock;
import java.util.zip.CRC32;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.Adam;
import org.bytedeco.pytorch.AdamOptions;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;
import org.bytedeco.pytorch.global.torch.ScalarType;
import org.ibengine.Epoch;
import org.ibengine.IbEngine;
import org.ibengine.torch.TorchBatch;
import org.ibengine.torch.TorchBatches;
import org.ibengine.torch.loss.CrossEntropy;
import org.ibengine.torch.loss.Dice;
import org.ibengine.torch.loss.InverseWeighted;
import org.ibengine.torch.loss.Loss;

/** Steps of an optimiser on an engine's epochs, one after the other. */
final class Training {
  /** Dice and cross-entropy together, the usual choice; both take weights. */
  static final Loss DICE_AND_ENTROPY =
      (logit, target, weight) ->
          new Dice().of(logit, target, weight).add(CrossEntropy.PLAIN.of(logit, target, weight));

  /** {@link #DICE_AND_ENTROPY} with a map of inverse lesion sizes. */
  static final Loss WEIGHTED_DICE_AND_ENTROPY = new InverseWeighted(DICE_AND_ENTROPY);

  private static final double FIRST_RATE = 3e-3;
  private static final double DECAY_POWER = 0.9;

  /** Told after every step. */
  interface Listener {
    void onStep(int step, float loss);
  }

  /**
   * @param losses of every step
   * @param waitedNanos for data: until a batch was there as tensors
   * @param totalNanos of all steps, waiting included
   */
  record Course(float[] losses, long waitedNanos, long totalNanos) {
    double waitedShare() {
      return (double) waitedNanos / totalNanos;
    }

    /** Equal for runs that are bit-identical. */
    long digest() {
      CRC32 sum = new CRC32();
      for (float loss : losses) {
        int bits = Float.floatToRawIntBits(loss);
        for (int shift = 0; shift < 32; shift += 8) {
          sum.update(bits >>> shift & 0xFF);
        }
      }
      return sum.getValue();
    }

    /** Mean of the first or last tenth. */
    double mean(boolean last) {
      int count = Math.max(1, losses.length / 10);
      double sum = 0;
      for (int i = 0; i < count; i++) {
        sum += losses[last ? losses.length - 1 - i : i];
      }
      return sum / count;
    }
  }

  private final UNet network;
  private final Adam optimiser;
  private final Loss loss;
  private final HeldOut heldOut;
  private final Lock computing;

  /**
   * @param computing held during every step
   */
  Training(UNet network, Loss loss, HeldOut heldOut, Lock computing) {
    this.computing = computing;
    this.network = network;
    this.optimiser = new Adam(network.parameters(), new AdamOptions(FIRST_RATE));
    this.loss = loss;
    this.heldOut = heldOut;
  }

  Course run(IbEngine engine, long seed, int steps, Listener listener) {
    float[] losses = new float[steps];
    long waited = 0;
    long began = System.nanoTime();
    int done = 0;
    for (int number = 0; done < steps; number++) {
      try (Epoch epoch = engine.epoch(seed, number)) {
        TorchBatches batches = TorchBatches.of(epoch);
        while (done < steps && batches.hasNext()) {
          long asked = System.nanoTime();
          try (TorchBatch batch = batches.next()) {
            waited += System.nanoTime() - asked;
            setRate(rate(done, steps));
            losses[done] = lockedStep(batch);
          }
          listener.onStep(done, losses[done]);
          done++;
        }
      }
    }
    return new Course(losses, waited, System.nanoTime() - began);
  }

  /** The polynomial decay that nnU-Net trains with: from the first rate down to 0. */
  static double rate(int step, int steps) {
    return FIRST_RATE * Math.pow(1 - (double) step / steps, DECAY_POWER);
  }

  private void setRate(double rate) {
    for (long group = 0; group < optimiser.param_groups().size(); group++) {
      optimiser.param_groups().get(group).options().set_lr(rate);
    }
  }

  private float lockedStep(TorchBatch batch) {
    computing.lock();
    try {
      return step(batch);
    } finally {
      computing.unlock();
    }
  }

  @SuppressWarnings("try") // a scope works by being there
  private float step(TorchBatch batch) {
    try (PointerScope scope = new PointerScope()) {
      optimiser.zero_grad();
      Tensor target = batch.label().gt(new Scalar(0)).to(ScalarType.Float);
      Tensor given = loss instanceof InverseWeighted ? batch.weights() : null;
      Tensor weights = heldOut.weights(given, batch.instances());
      Tensor value = loss.of(network.logits(batch.image()), target, weights);
      value.backward();
      optimiser.step();
      return value.item_float();
    }
  }

  /** Fixes what libtorch draws and on how many threads it computes. */
  static void prepare(long seed, int threads) {
    torch.set_num_threads(threads);
    torch.manual_seed(seed);
  }
}
