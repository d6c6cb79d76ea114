package org.ibengine.dlpack;

import com.sun.jna.Callback;
import com.sun.jna.CallbackReference;
import com.sun.jna.CallbackThreadInitializer;
import com.sun.jna.Function;
import com.sun.jna.Memory;
import com.sun.jna.Native;
import com.sun.jna.Pointer;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.ibengine.tensor.Device;
import org.ibengine.tensor.ElementType;
import org.ibengine.tensor.Tensor;
import org.ibengine.text.Text;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The structs that are in consumers' hands, by address, and the one deleter of them all. The
 * registry is static because the deleter is: native code calls it with nothing but the address, at
 * a time when no object of ours need be alive.
 */
final class ManagedTensors {
  private static final Logger LOG = LoggerFactory.getLogger(ManagedTensors.class);
  private static final int CPU = 1;
  private static final int CUDA = 2;
  private static final int UNSIGNED = 1;
  private static final int SIGNED = 0;
  private static final int FLOATING = 2;

  private static final Map<Long, Export> EXPORTED = new ConcurrentHashMap<>();
  private static final Deleter DELETER = ManagedTensors::delete;
  private static final Pointer DELETER_ADDRESS = deleterAddress();

  private ManagedTensors() {}

  /** As C declares it. */
  interface Deleter extends Callback {
    void invoke(Pointer self);
  }

  /** A struct with its shape and strides after it, and what its end does. */
  private record Export(Memory struct, StructLayout layout, Runnable onDelete) {}

  private static Pointer deleterAddress() {
    // Foreign threads come as daemons and leave the JVM again when the deleter returns.
    Native.setCallbackThreadInitializer(
        DELETER, new CallbackThreadInitializer(true, true, "dlpack-consumer"));
    return CallbackReference.getFunctionPointer(DELETER);
  }

  /**
   * @param onDelete run once, by the deleter
   * @return address of the struct, which lives until its deleter is called
   */
  static long export(Tensor tensor, StructLayout layout, Runnable onDelete) {
    Memory struct = new Memory(layout.size() + 2L * Long.BYTES * tensor.shape().length);
    struct.clear();
    if (layout.versioned()) {
      struct.setInt(0, 1); // major; minor and flags (not read-only, no copy) stay 0
    }
    struct.setPointer(layout.deleter(), DELETER_ADDRESS);
    long sizes = layout.size();
    long strides = sizes + (long) Long.BYTES * tensor.shape().length;
    struct.write(sizes, tensor.shape(), 0, tensor.shape().length);
    struct.write(strides, tensor.strides(), 0, tensor.shape().length);
    writeTensor(tensor, struct.share(layout.tensor()));
    struct.setPointer(layout.tensor() + 24L, struct.share(sizes));
    struct.setPointer(layout.tensor() + 32L, struct.share(strides));
    long address = Pointer.nativeValue(struct);
    EXPORTED.put(address, new Export(struct, layout, onDelete));
    return address;
  }

  private static void writeTensor(Tensor tensor, Pointer to) {
    to.setLong(0, tensor.address());
    to.setInt(8, tensor.device().kind() == Device.Kind.CPU ? CPU : CUDA);
    to.setInt(12, tensor.device().number());
    to.setInt(16, tensor.shape().length);
    to.setByte(20, (byte) code(tensor.type()));
    to.setByte(21, (byte) (8 * tensor.type().sizeBytes()));
    to.setShort(22, (short) 1);
  }

  private static int code(ElementType type) {
    return switch (type) {
      case UINT8 -> UNSIGNED;
      case INT32 -> SIGNED;
      case FLOAT16, FLOAT32 -> FLOATING;
    };
  }

  /** Nothing may leave it, and it must hold after everything of ours was closed. */
  private static void delete(Pointer self) {
    try {
      Export export = EXPORTED.remove(Pointer.nativeValue(self));
      if (export == null) {
        LOG.error("a DLPack deleter must be called once, {} is not in use", self);
        return;
      }
      export.struct().close();
      export.onDelete().run();
    } catch (RuntimeException | Error e) {
      LOG.error("the batch memory of a DLPack tensor was not given back", e);
    }
  }

  /** How many structs wait for their deleter. */
  static int exported() {
    return EXPORTED.size();
  }

  /**
   * Calls the deleter as C would, but only of a struct that is there: what lay at the address is
   * freed by it, and a jump to what lies there now would end the JVM.
   */
  static void callDeleter(long address, StructLayout layout) {
    Export export = EXPORTED.get(address);
    if (export == null || export.layout() != layout) {
      throw new IllegalStateException(
          Text.format(
              "a deleter must be called once, by the name of its struct: no %s struct is in use at %#x",
              layout.versioned() ? "versioned" : "plain", address));
    }
    Pointer struct = new Pointer(address);
    Function.getFunction(struct.getPointer(layout.deleter())).invokeVoid(new Object[] {struct});
  }
}
