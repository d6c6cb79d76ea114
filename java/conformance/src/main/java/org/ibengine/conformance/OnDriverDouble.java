package org.ibengine.conformance;

import static org.junit.jupiter.api.Assertions.assertEquals;

import com.sun.jna.NativeLibrary;
import java.util.Map;
import org.junit.jupiter.api.extension.AfterAllCallback;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/**
 * While the tests of a class run, the driver is its test double; in the end nothing may be open in
 * it and nothing may have been misused.
 */
public final class OnDriverDouble implements BeforeAllCallback, AfterAllCallback {
  private static final Map<String, String> PROPERTIES =
      Map.of(
          "ib.cuda.driver", System.getProperty("ib.test.cuda.driver"),
          "ib.cuda.kernels", System.getProperty("ib.test.cuda.kernels"));

  private static final int LAUNCH_FAILED = 719;

  private NativeLibrary driver;

  /** The {@code nth} call of that name from now fails. */
  public static void failCall(String call, long nth) {
    NativeLibrary.getInstance(System.getProperty("ib.cuda.driver"))
        .getFunction("ib_double_fail_call")
        .invokeVoid(new Object[] {call, nth, LAUNCH_FAILED, 0});
  }

  /** How often the driver was called since a class of tests began. */
  public static long calls() {
    return calls("*");
  }

  /** As {@link #calls()}, by that name. */
  public static long calls(String call) {
    return NativeLibrary.getInstance(System.getProperty("ib.cuda.driver"))
        .getFunction("ib_double_calls")
        .invokeLong(new Object[] {call});
  }

  @Override
  public void beforeAll(ExtensionContext context) {
    driver = NativeLibrary.getInstance(System.getProperty("ib.test.cuda.driver"));
    driver.getFunction("ib_double_reset").invokeVoid(new Object[0]);
    System.getProperties().putAll(PROPERTIES);
  }

  @Override
  public void afterAll(ExtensionContext context) {
    PROPERTIES.keySet().forEach(System::clearProperty);
    String misuse = driver.getFunction("ib_double_faults").invokeString(new Object[0], false);
    assertEquals("", misuse);
    for (String kind : new String[] {"device_bytes", "host_bytes", "streams", "events"}) {
      long open = driver.getFunction("ib_double_open").invokeLong(new Object[] {kind});
      assertEquals(0, open, kind);
    }
  }
}
