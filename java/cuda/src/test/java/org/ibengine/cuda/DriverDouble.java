package org.ibengine.cuda;

import com.sun.jna.Function;
import com.sun.jna.NativeLibrary;
import org.ibengine.conformance.ForgottenViews;
import org.junit.jupiter.api.Assertions;

/** What a test asks of the driver's test double, the functions of double_control.h. */
final class DriverDouble {
  static final int OUT_OF_MEMORY = 2;
  static final int LAUNCH_FAILED = 719;

  private static final NativeLibrary LIBRARY =
      NativeLibrary.getInstance(System.getProperty(DriverProbe.DRIVER_PROPERTY));

  private DriverDouble() {}

  private static Function function(String name) {
    return LIBRARY.getFunction("ib_double_" + name);
  }

  static void reset() {
    function("reset").invokeVoid(new Object[0]);
  }

  static void set(String name, long value) {
    Assertions.assertEquals(0, function("set").invokeInt(new Object[] {name, value}), name);
  }

  /** The device has {@code bytes}, of which nothing is taken but what is asked for. */
  static void exactMemory(long bytes) {
    set("GRANULARITY", 1);
    set("CONTEXT", 0);
    set("CODE", 0);
    set("MEMORY", bytes);
  }

  /** The {@code nth} call named {@code call} ("*": any) from now returns {@code code}. */
  static void failCall(String call, long nth, int code) {
    function("fail_call").invokeVoid(new Object[] {call, nth, code, 0});
  }

  /** As {@link #failCall}, and so does every call after it. */
  static void loseDevice(String call, long nth, int code) {
    function("fail_call").invokeVoid(new Object[] {call, nth, code, 1});
  }

  /** The {@code nth} piece of queued work from now fails when it runs. */
  static void failWork(long nth, int code) {
    function("fail_work").invokeVoid(new Object[] {nth, code});
  }

  static long calls(String call) {
    return function("calls").invokeLong(new Object[] {call});
  }

  static long open(String kind) {
    return function("open").invokeLong(new Object[] {kind});
  }

  static long faultCount() {
    return function("fault_count").invokeLong(new Object[0]);
  }

  static void assertNothingIsOpen() {
    // The memory of a view goes before its context, on another thread.
    ForgottenViews.collectWhile(() -> open("host_bytes") > 0 || open("contexts") > 0);
    for (String kind :
        new String[] {
          "device_bytes",
          "host_bytes",
          "imported",
          "registered",
          "streams",
          "events",
          "modules",
          "contexts",
          "pending"
        }) {
      Assertions.assertEquals(0, open(kind), kind);
    }
  }

  static void assertNoMisuse() {
    Assertions.assertEquals("", function("faults").invokeString(new Object[0], false));
  }
}
