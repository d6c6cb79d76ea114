package org.ibengine.torch;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.bytedeco.javacpp.Pointer;
import org.bytedeco.pytorch.Device;
import org.bytedeco.pytorch.PointerConsumer;
import org.bytedeco.pytorch.ScalarTypeOptional;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorOptions;
import org.bytedeco.pytorch.global.torch;
import org.bytedeco.pytorch.global.torch.DeviceType;
import org.bytedeco.pytorch.global.torch.ScalarType;
import org.ibengine.tensor.ElementType;
import org.ibengine.text.Text;
import org.ibengine.torch.memory.TensorScope;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** libtorch tensors on memory that is not libtorch's. Thread-safe. */
final class BorrowedMemory {
  private static final Logger LOG = LoggerFactory.getLogger(BorrowedMemory.class);

  /** One for all tensors: libtorch keeps only its address, and JavaCPP has room for ten. */
  private static final Deleter DELETER = TensorScope.outlive(new Deleter());

  /** Never freed: making them took as long as the rest of a tensor. */
  private static final Map<Kind, TensorOptions> OPTIONS = new ConcurrentHashMap<>();

  private BorrowedMemory() {}

  /** What the options of a tensor depend on. */
  private record Kind(org.ibengine.tensor.Device device, ElementType type) {
    TensorOptions options() {
      try (Device where = BorrowedMemory.device(device);
          TensorOptions placed = new TensorOptions(where);
          ScalarTypeOptional scalar = new ScalarTypeOptional(scalarType(type))) {
        return TensorScope.outlive(placed.dtype(scalar));
      }
    }
  }

  /**
   * A tensor on the memory of {@code tensor}, of its type, shape and device.
   *
   * @param onDelete called once, on any thread, when the last tensor that uses the memory is gone
   */
  static Tensor tensor(org.ibengine.tensor.Tensor tensor, Runnable onDelete) {
    long address = tensor.address();
    DELETER.expect(address, onDelete);
    boolean made = false;
    try (Pointer memory = new Address(address)) {
      TensorOptions options =
          OPTIONS.computeIfAbsent(new Kind(tensor.device(), tensor.type()), Kind::options);
      Tensor view = torch.from_blob(memory, tensor.shape(), DELETER, options);
      made = true;
      return view;
    } finally {
      if (!made) {
        DELETER.forget(address);
      }
    }
  }

  static Device device(org.ibengine.tensor.Device device) {
    return switch (device.kind()) {
      case CPU -> new Device(DeviceType.CPU);
      case CUDA -> new Device(DeviceType.CUDA, (byte) device.number());
    };
  }

  private static ScalarType scalarType(ElementType type) {
    return switch (type) {
      case UINT8 -> ScalarType.Byte;
      case FLOAT16 -> ScalarType.Half;
      case FLOAT32 -> ScalarType.Float;
      case INT32 -> ScalarType.Int;
    };
  }

  /** A pointer to a number. */
  static final class Address extends Pointer {
    Address(long value) {
      address = value;
    }
  }

  /** Finds what to do by the address. */
  private static final class Deleter extends PointerConsumer {
    private final Map<Long, Runnable> expected = new ConcurrentHashMap<>();

    void expect(long address, Runnable onDelete) {
      if (expected.putIfAbsent(address, onDelete) != null) {
        throw new IllegalStateException(
            Text.format("memory can be borrowed once at a time, %#x is in use", address));
      }
    }

    Runnable forget(long address) {
      return expected.remove(address);
    }

    /** Nothing may leave it: libtorch ends the process then. */
    @Override
    public void call(Pointer memory) {
      try {
        forget(memory.address()).run();
      } catch (RuntimeException | Error e) {
        LOG.error("batch memory at {} was not given back", memory.address(), e);
      }
    }
  }
}
