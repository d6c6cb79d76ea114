package org.ibengine.cuda;

import com.sun.jna.Memory;
import com.sun.jna.NativeLibrary;
import com.sun.jna.Pointer;
import com.sun.jna.ptr.IntByReference;
import com.sun.jna.ptr.LongByReference;
import java.util.HexFormat;
import org.ibengine.backend.DeviceEvent;
import org.ibengine.text.Text;
import org.ibengine.volume.Sums;

/** What other processes open memory and events by: JCuda hides the bytes of its handles. */
final class Interprocess {
  private static final int HANDLE_BYTES = 64; // CU_IPC_HANDLE_SIZE
  private static final int UUID_BYTES = 16;

  /** CUDA shares whole blocks of this size, whatever else was allocated there. */
  private static final long BLOCK_BYTES = 2 << 20;

  private Interprocess() {}

  /** What an allocation must have so that nothing else lies in its blocks: whole blocks. */
  static long shareableBytes(long sizeBytes) {
    long blocks = sizeBytes / BLOCK_BYTES + (sizeBytes % BLOCK_BYTES == 0 ? 0 : 1);
    return Sums.product(blocks, BLOCK_BYTES);
  }

  /**
   * First address of the allocation that {@code address} lies in.
   *
   * @throws IllegalArgumentException if others lie in its blocks
   */
  static long baseOf(Context context, long address) {
    LongByReference base = new LongByReference();
    LongByReference size = new LongByReference();
    context.run(() -> call("cuMemGetAddressRange_v2", base, size, address));
    if (size.getValue() % BLOCK_BYTES != 0) {
      throw new IllegalArgumentException(
          Text.format(
              "memory for other processes must be allocated in multiples of 2 MiB, or they see what lies beside it, was %d bytes; ask for DeviceBackend.shareableBytes",
              size.getValue()));
    }
    return base.getValue();
  }

  /** The handle, in hexadecimal digits, of the allocation that begins at {@code base}. */
  static String handleOf(Context context, long base) {
    try (Memory handle = new Memory(HANDLE_BYTES)) {
      context.run(() -> call("cuIpcGetMemHandle", handle, base));
      return hex(handle);
    }
  }

  /** The handle, in hexadecimal digits, of an event that is {@link Event#shared}. */
  static String handleOf(DeviceEvent event, Context context) {
    try (Memory handle = new Memory(HANDLE_BYTES)) {
      context.run(() -> call("cuIpcGetEventHandle", handle, new Pointer(event.handle())));
      return hex(handle);
    }
  }

  /** As nvidia-smi writes it, without a prefix: 8, 4, 4, 4 and 12 hexadecimal digits. */
  static String uuidOf(Context context) {
    IntByReference device = new IntByReference();
    call("cuDeviceGet", device, context.device());
    try (Memory uuid = new Memory(UUID_BYTES)) {
      call("cuDeviceGetUuid_v2", uuid, device.getValue());
      return hex(uuid).replaceFirst("(.{8})(.{4})(.{4})(.{4})", "$1-$2-$3-$4-");
    }
  }

  private static String hex(Memory bytes) {
    return HexFormat.of().formatHex(bytes.getByteArray(0, (int) bytes.size()));
  }

  private static void call(String name, Object... arguments) {
    NativeLibrary driver =
        NativeLibrary.getInstance(
            System.getProperty(DriverProbe.DRIVER_PROPERTY, DriverProbe.DRIVER));
    Cuda.check(driver.getFunction(name).invokeInt(arguments), name);
  }
}
