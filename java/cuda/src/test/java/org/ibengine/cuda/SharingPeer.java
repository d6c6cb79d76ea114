package org.ibengine.cuda;

import com.sun.jna.NativeLibrary;
import com.sun.jna.Pointer;
import com.sun.jna.Structure;
import com.sun.jna.ptr.LongByReference;
import com.sun.jna.ptr.PointerByReference;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.file.Path;
import java.util.HexFormat;
import org.ibengine.backend.DeviceShare;
import org.junit.jupiter.api.Assertions;

/**
 * Another process on the device, which knows of the first what it was told in handles: reads a byte
 * of its memory, says it, then queues the writing of another and says so.
 */
final class SharingPeer implements AutoCloseable {
  private static final int PEER_ACCESS = 1; // CU_IPC_MEM_LAZY_ENABLE_PEER_ACCESS

  /** CUipcMemHandle and CUipcEventHandle. */
  @Structure.FieldOrder("bytes")
  public static final class Handle extends Structure implements Structure.ByValue {
    public byte[] bytes = new byte[64];

    static Handle of(String digits) {
      Handle handle = new Handle();
      handle.bytes = HexFormat.of().parseHex(digits);
      return handle;
    }
  }

  private final Process process;
  private final BufferedReader said;

  /**
   * @param waits whether it reads after the slot's ready
   */
  SharingPeer(DeviceShare.Place place, DeviceShare.Slot slot, boolean waits) throws IOException {
    process =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-D" + DriverProbe.DRIVER_PROPERTY + "=" + driver(),
                "-cp",
                System.getProperty(
                    "surefire.test.class.path", System.getProperty("java.class.path")),
                SharingPeer.class.getName(),
                place.allocation(),
                Long.toString(place.offset()),
                slot.ready(),
                slot.done(),
                Boolean.toString(waits))
            .redirectError(ProcessBuilder.Redirect.INHERIT)
            .start();
    said = process.inputReader();
  }

  private static String driver() {
    return System.getProperty(DriverProbe.DRIVER_PROPERTY);
  }

  int says() throws IOException {
    return Integer.parseInt(said.readLine());
  }

  void kill() throws InterruptedException {
    process.destroyForcibly().waitFor();
  }

  /** Lets it end, which must be well. */
  @Override
  public void close() throws IOException {
    process.getOutputStream().close();
    Assertions.assertEquals(0, process.onExit().join().exitValue());
  }

  private static Pointer opened(String event) {
    PointerByReference opened = new PointerByReference();
    call("cuIpcOpenEventHandle", opened, Handle.of(event));
    return opened.getValue();
  }

  private static void call(String name, Object... arguments) {
    int status = NativeLibrary.getInstance(driver()).getFunction(name).invokeInt(arguments);
    if (status != 0) {
      throw new AssertionError(name + " failed: " + status);
    }
  }

  public static void main(String[] arguments) throws IOException {
    PointerByReference context = new PointerByReference();
    call("cuInit", 0);
    call("cuDevicePrimaryCtxRetain", context, 0);
    call("cuCtxSetCurrent", context.getValue());
    LongByReference memory = new LongByReference();
    call("cuIpcOpenMemHandle_v2", memory, Handle.of(arguments[0]), PEER_ACCESS);
    long address = memory.getValue() + Long.parseLong(arguments[1]);
    Pointer ready = opened(arguments[2]);
    Pointer done = opened(arguments[3]);
    if (Boolean.parseBoolean(arguments[4])) {
      call("cuStreamWaitEvent", Pointer.NULL, ready, 0);
    }
    byte[] seen = new byte[1];
    call("cuMemcpyDtoH_v2", seen, address, 1L);
    System.out.println(Byte.toUnsignedInt(seen[0]));
    call("cuMemsetD8Async", address, (byte) 9, 1L, Pointer.NULL);
    call("cuEventRecord", done, Pointer.NULL);
    System.out.println(9);
    new InputStreamReader(System.in).read();
    call("cuEventDestroy_v2", ready);
    call("cuEventDestroy_v2", done);
    call("cuIpcCloseMemHandle", memory.getValue());
    call("cuDevicePrimaryCtxRelease_v2", 0);
  }
}
