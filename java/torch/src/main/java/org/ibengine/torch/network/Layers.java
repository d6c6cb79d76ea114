package org.ibengine.torch.network;

import static org.bytedeco.pytorch.global.torch.batch_norm;
import static org.bytedeco.pytorch.global.torch.conv3d;
import static org.bytedeco.pytorch.global.torch.conv_transpose3d;
import static org.bytedeco.pytorch.global.torch.instance_norm;
import static org.bytedeco.pytorch.global.torch.layer_norm;
import static org.bytedeco.pytorch.global.torch.linear;

import java.util.function.BooleanSupplier;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorOptional;
import org.ibengine.torch.network.TensorTable.Start;

/**
 * Makes layers and their tensors. Names of tensors are those of PyTorch's modules: a layer that
 * lies in part {@code a} of part {@code b} has {@code b.a.weight}.
 *
 * @param table takes the tensors, in the order in which layers are made
 * @param training whether normalisation goes by the batch, asked each time
 * @param prefix of all names; empty, or ends with a dot
 */
record Layers(TensorTable table, BooleanSupplier training, String prefix) {
  private static final double MOMENTUM = 0.1;
  private static final double EPSILON = 1e-5;
  private static final double FIRST_SLOPE = 0.25;
  private static final double LEAK = 0.01;
  private static final long[] ONE = {1, 1, 1};

  /** Layers of a part. */
  Layers at(String part) {
    return new Layers(table, training, prefix + part + ".");
  }

  Layers at(int part) {
    return at(Integer.toString(part));
  }

  private TensorOptional tensor(String name, Start start, long... shape) {
    return table.parameter(prefix + name, start, shape);
  }

  private static Tensor of(TensorOptional optional) {
    return optional.get();
  }

  Layer convolution(Kernel kernel) {
    long n = kernel.size();
    Start start = Start.fanIn(kernel.in() * kernel.volume());
    TensorOptional weight = tensor("weight", start, kernel.out(), kernel.in(), n, n, n);
    TensorOptional bias = bias(kernel, start);
    long[] stride = cube(kernel.stride());
    long[] padding = cube(kernel.padding());
    return x -> conv3d(x, of(weight), bias, stride, padding, ONE, 1);
  }

  /** Multiplies the size of an image by the stride. */
  Layer transposed(Kernel kernel) {
    long n = kernel.size();
    Start start = Start.fanIn(kernel.out() * kernel.volume()); // as PyTorch counts here
    TensorOptional weight = tensor("weight", start, kernel.in(), kernel.out(), n, n, n);
    TensorOptional bias = bias(kernel, start);
    long[] stride = cube(kernel.stride());
    long[] padding = cube(kernel.padding());
    long[] more = cube(kernel.outputPadding());
    return x -> conv_transpose3d(x, of(weight), bias, stride, padding, more, 1, ONE);
  }

  private TensorOptional bias(Kernel kernel, Start start) {
    return kernel.bias() ? tensor("bias", start, kernel.out()) : table.nothing();
  }

  private static long[] cube(long edge) {
    return new long[] {edge, edge, edge};
  }

  /** By the batch in training, by running means in evaluation. */
  Layer batchNorm(int channels) {
    TensorOptional weight = tensor("weight", Start.constant(1), channels);
    TensorOptional bias = tensor("bias", Start.constant(0), channels);
    TensorOptional mean = table.optional(table.buffer(prefix + "running_mean", 0, channels));
    TensorOptional variance = table.optional(table.buffer(prefix + "running_var", 1, channels));
    Tensor batches = table.counter(prefix + "num_batches_tracked");
    return x -> {
      boolean byBatch = training.getAsBoolean();
      if (byBatch) {
        batches.add_(new Scalar(1L));
      }
      return batch_norm(x, weight, bias, mean, variance, byBatch, MOMENTUM, EPSILON, true);
    };
  }

  /** Without parameters. */
  Layer instanceNorm() {
    TensorOptional none = table.nothing();
    return x -> instance_norm(x, none, none, none, none, true, MOMENTUM, EPSILON, true);
  }

  /** Over the last dimension. */
  Layer layerNorm(int width) {
    TensorOptional weight = tensor("weight", Start.constant(1), width);
    TensorOptional bias = tensor("bias", Start.constant(0), width);
    long[] shape = {width};
    return x -> layer_norm(x, shape, weight, bias, EPSILON, true);
  }

  /** With one slope. */
  Layer prelu() {
    TensorOptional slope = tensor("weight", Start.constant(FIRST_SLOPE), 1);
    return x -> org.bytedeco.pytorch.global.torch.prelu(x, of(slope));
  }

  static Layer relu() {
    return org.bytedeco.pytorch.global.torch::relu;
  }

  static Layer leakyRelu() {
    return x -> org.bytedeco.pytorch.global.torch.leaky_relu(x, new Scalar(LEAK));
  }

  /** Over the last dimension. */
  Layer linear(int in, int out, boolean withBias) {
    return linear(in, out, Start.fanIn(in), withBias ? Start.fanIn(in) : null);
  }

  /**
   * @param biasStart null for no bias
   */
  Layer linear(int in, int out, Start weightStart, Start biasStart) {
    TensorOptional weight = tensor("weight", weightStart, out, in);
    TensorOptional bias = biasStart == null ? table.nothing() : tensor("bias", biasStart, out);
    return x -> org.bytedeco.pytorch.global.torch.linear(x, of(weight), bias);
  }

  /** A tensor of its own, shape (1, tokens, width), added to what comes. */
  Layer positions(String name, int tokens, int width) {
    TensorOptional values = tensor(name, Start.normal(0.02), 1, tokens, width);
    return x -> x.add(of(values));
  }
}
