package org.ibengine.torch.network;

import java.util.Arrays;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch.DeviceType;
import org.bytedeco.pytorch.global.torch.ScalarType;
import org.ibengine.tensor.Device;
import org.ibengine.text.Text;
import org.ibengine.torch.memory.TensorScope;
import org.ibengine.volume.Size3;

/**
 * A network for segmentation with its tensors, which it owns. Logits are bit-identical each time,
 * for equal tensors, on one thread of libtorch. Belongs to one thread at a time.
 */
public final class Network implements AutoCloseable {
  private final NetworkSpec spec;
  private final TensorTable table;
  private final Layer layer;
  private boolean training;

  private Network(NetworkSpec spec, TensorTable table) {
    this.spec = spec;
    this.table = table;
    Layers at = new Layers(table, () -> training, "");
    this.layer =
        switch (spec.architecture()) {
          case UNET -> UNet.make(spec, at);
          case ATTENTION_UNET -> AttentionUNet.make(spec, at);
          case UNETR -> Unetr.make(spec, at);
          case IW_UNET -> IwUNet.make(spec, at);
        };
  }

  /**
   * A network with new weights, in float32, drawn as PyTorch's layers draw theirs; in evaluation.
   * The host's random numbers alone decide, whatever the device. {@link
   * org.ibengine.torch.Libtorch#load} must have succeeded.
   */
  public static Network create(NetworkSpec spec, long seed, Device device) {
    return create(spec, seed, device, ScalarType.Float);
  }

  /** As {@link #create(NetworkSpec, long, Device)}, on the host. */
  public static Network create(NetworkSpec spec, long seed) {
    return create(spec, seed, Device.CPU);
  }

  static Network create(NetworkSpec spec, long seed, Device device, ScalarType type) {
    org.bytedeco.pytorch.Device where =
        switch (device.kind()) {
          case CPU -> new org.bytedeco.pytorch.Device(DeviceType.CPU);
          case CUDA -> new org.bytedeco.pytorch.Device(DeviceType.CUDA, (byte) device.number());
        };
    try (where) {
      TensorTable table = new TensorTable(new TensorTable.Target(where, type), seed);
      try {
        return new Network(spec, table);
      } catch (RuntimeException | Error e) {
        table.close();
        throw e;
      }
    }
  }

  public NetworkSpec spec() {
    return spec;
  }

  /**
   * Logits, shape (batch, outputs, Z, Y, X), of an image (batch, inputs, Z, Y, X) of any floating
   * type, in the network's type; the caller closes them (or its scope does). Does not wait for a
   * device.
   *
   * @throws IllegalArgumentException if the network takes no image of that shape
   */
  public Tensor logits(Tensor image) {
    if (image.dim() != 5 || image.size(1) != spec.inputs()) {
      throw new IllegalArgumentException(
          Text.format(
              "this network takes images of shape (batch, %d modalities, Z, Y, X), was %s",
              spec.inputs(), Arrays.toString(image.shape())));
    }
    spec.requireWindow(new Size3((int) image.size(4), (int) image.size(3), (int) image.size(2)));
    return TensorScope.result(() -> layer.apply(image.to(table.type())));
  }

  /** Whether batch normalisation goes by the batch, and learns of it. At first it does not. */
  public Network training(boolean value) {
    training = value;
    return this;
  }

  /** What an optimiser changes, by name, in the order of PyTorch's {@code named_parameters()}. */
  public Map<String, Tensor> parameters() {
    return table.parameters();
  }

  /** Running means and variances, and how many batches they have seen, by name. */
  public Map<String, Tensor> buffers() {
    return table.buffers();
  }

  /** Parameters and buffers: PyTorch's {@code state_dict()}, up to its order. */
  public Map<String, Tensor> tensors() {
    Map<String, Tensor> all = new LinkedHashMap<>(table.parameters());
    all.putAll(table.buffers());
    return Collections.unmodifiableMap(all);
  }

  /** How many numbers an optimiser changes. */
  public long parameterCount() {
    return table.parameters().values().stream().mapToLong(Tensor::numel).sum();
  }

  /** Frees the tensors. Idempotent. */
  @Override
  public void close() {
    table.close();
  }
}
