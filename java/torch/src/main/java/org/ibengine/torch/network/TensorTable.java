package org.ibengine.torch.network;

import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.bytedeco.javacpp.Pointer;
import org.bytedeco.pytorch.Generator;
import org.bytedeco.pytorch.GeneratorOptional;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorOptional;
import org.bytedeco.pytorch.global.torch;
import org.bytedeco.pytorch.global.torch.ScalarType;
import org.ibengine.torch.memory.TensorScope;

/** The tensors of a network by name, in the order in which its layers were made. Owns them. */
final class TensorTable implements AutoCloseable {
  private final Target target;
  private final GeneratorOptional generator;
  private final Map<String, Tensor> parameters = new LinkedHashMap<>();
  private final Map<String, Tensor> buffers = new LinkedHashMap<>();
  private final List<Pointer> owned = new ArrayList<>();

  /** Where tensors lie, and their type. */
  record Target(org.bytedeco.pytorch.Device device, ScalarType type) {}

  /** What a tensor holds at first. */
  interface Start {
    /** Writes to {@code values}, float32 on the host. */
    void fill(Tensor values, GeneratorOptional generator);

    static Start constant(double value) {
      return (values, generator) -> values.fill_(new Scalar(value));
    }

    /** Uniform in [−1/√fanIn, 1/√fanIn), as PyTorch's layers begin. */
    static Start fanIn(long fanIn) {
      double bound = 1 / Math.sqrt(fanIn);
      return (values, generator) -> values.uniform_(-bound, bound, generator);
    }

    /** Normal with that deviation. */
    static Start normal(double deviation) {
      return (values, generator) -> values.normal_(0, deviation, generator);
    }
  }

  TensorTable(Target target, long seed) {
    this.target = target;
    Generator source = own(torch.make_generator_cpu(seed));
    this.generator = own(new GeneratorOptional(source));
  }

  private <P extends Pointer> P own(P pointer) {
    owned.add(TensorScope.outlive(pointer));
    return pointer;
  }

  TensorOptional parameter(String name, Start start, long... shape) {
    Tensor made =
        TensorScope.result(
            () -> {
              Tensor values = torch.empty(shape);
              start.fill(values, generator);
              return values.to(target.device(), target.type());
            });
    made.set_requires_grad(true);
    parameters.put(name, own(made));
    return own(new TensorOptional(made));
  }

  Tensor buffer(String name, double value, long... shape) {
    Tensor made =
        TensorScope.result(
            () -> torch.full(shape, new Scalar(value)).to(target.device(), target.type()));
    buffers.put(name, own(made));
    return made;
  }

  /** A number that counts, an integer without dimensions. */
  Tensor counter(String name) {
    Tensor made =
        TensorScope.result(() -> torch.zeros(new long[0]).to(target.device(), ScalarType.Long));
    buffers.put(name, own(made));
    return made;
  }

  TensorOptional optional(Tensor buffer) {
    return own(new TensorOptional(buffer));
  }

  TensorOptional nothing() {
    return own(new TensorOptional());
  }

  ScalarType type() {
    return target.type();
  }

  Map<String, Tensor> parameters() {
    return Collections.unmodifiableMap(parameters);
  }

  Map<String, Tensor> buffers() {
    return Collections.unmodifiableMap(buffers);
  }

  @Override
  public void close() {
    owned.forEach(Pointer::releaseReference);
    owned.clear();
  }
}
