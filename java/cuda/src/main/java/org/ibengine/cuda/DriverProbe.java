package org.ibengine.cuda;

import com.sun.jna.Function;
import com.sun.jna.NativeLibrary;
import com.sun.jna.ptr.IntByReference;
import java.io.File;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.ibengine.error.BackendFailureException;
import org.ibengine.error.BackendUnavailableException;
import org.ibengine.text.Text;

/** Asks for a driver and its devices by JNA, so that JCuda is touched only where it can work. */
final class DriverProbe {
  /** Names another library than the system's libcuda.so.1. */
  static final String DRIVER_PROPERTY = "ib.cuda.driver";

  /** The version of CUDA the kernels are built with: 13.0. */
  static final int NEEDED_VERSION = 13_000;

  /** The oldest architecture the kernels are built for: 7.5. */
  static final int NEEDED_CAPABILITY = 75;

  static final String DRIVER = "libcuda.so.1";
  private static final String COUNT = "cuDeviceGetCount";
  private static final int LAZY = 1; // RTLD_LAZY
  private static final int NO_DEVICE = 100;
  private static final int CAPABILITY_MAJOR = 75; // CU_DEVICE_ATTRIBUTE_COMPUTE_CAPABILITY_MAJOR
  private static final int CAPABILITY_MINOR = 76;

  private final NativeLibrary driver;

  private DriverProbe(NativeLibrary driver) {
    this.driver = driver;
  }

  /** Why no device can be used; empty if one can. */
  static Optional<String> unavailableReason() {
    String name = System.getProperty(DRIVER_PROPERTY, DRIVER);
    if (name.indexOf(File.separatorChar) < 0 && !canBeLoaded(name)) {
      return Optional.of(Text.format("no driver (%s not found, or it cannot be loaded)", name));
    }
    try {
      DriverProbe probe = new DriverProbe(NativeLibrary.getInstance(name));
      return probe.driverReason().or(probe::devicesReason);
    } catch (BackendFailureException e) {
      return Optional.of(e.getMessage());
    } catch (UnsatisfiedLinkError e) {
      return Optional.of(Text.format("no driver (%s)", reasonOf(name, e)));
    }
  }

  // JNA would search every library folder for one that is missing: 15 ms where this takes one. It
  // stays in the process then, as JCuda's library would have it.
  private static boolean canBeLoaded(String name) {
    Function open = NativeLibrary.getProcess().getFunction("dlopen");
    return open.invokePointer(new Object[] {name, LAZY}) != null;
  }

  private static String reasonOf(String name, UnsatisfiedLinkError error) {
    String message = String.valueOf(error.getMessage()).lines().skip(1).findFirst().orElse("");
    return message.contains("No such file") || message.contains("not found")
        ? name + " not found"
        : name + " cannot be loaded: " + message;
  }

  /**
   * How many devices there are, where there is a driver that starts.
   *
   * @throws BackendFailureException if it does not say
   */
  static int deviceCount() {
    return loaded().intFrom(COUNT);
  }

  /**
   * The first device that can be used, where {@link #unavailableReason} is empty.
   *
   * @throws BackendUnavailableException if none can any more
   * @throws BackendFailureException if the driver gives no answer
   */
  static int firstUsable() {
    DriverProbe probe = loaded();
    int devices = probe.intFrom(COUNT);
    List<String> reasons = new ArrayList<>();
    for (int device = 0; device < devices; device++) {
      Optional<String> reason = probe.capabilityReason(device);
      if (reason.isEmpty()) {
        return device;
      }
      reasons.add(reason.get());
    }
    throw new BackendUnavailableException(CudaBackend.NAME, String.join("; ", reasons));
  }

  /** Why {@code device}, which exists, cannot be used; empty if it can. */
  static Optional<String> unavailableReason(int device) {
    return loaded().capabilityReason(device);
  }

  /** Whether the driver in use, which is loaded, is the test double, without hardware. */
  static boolean isTestDouble() {
    try {
      return loaded().driver.getFunction("ib_double_reset") != null;
    } catch (UnsatisfiedLinkError e) {
      return false;
    }
  }

  private static DriverProbe loaded() {
    return new DriverProbe(NativeLibrary.getInstance(System.getProperty(DRIVER_PROPERTY, DRIVER)));
  }

  private Optional<String> driverReason() {
    int status = call("cuInit", 0);
    if (status == NO_DEVICE) {
      return Optional.of("no device: the driver finds no GPU");
    }
    if (status != Cuda.SUCCESS) {
      return Optional.of(Text.format("the driver does not start: cuInit failed (%d)", status));
    }
    int version = intFrom("cuDriverGetVersion");
    if (version < NEEDED_VERSION) {
      return Optional.of(
          Text.format(
              "driver too old: it runs CUDA %s, the kernels need %s; install driver 580 or newer",
              dotted(version), dotted(NEEDED_VERSION)));
    }
    return Optional.empty();
  }

  /** What is wrong with each of them, if something is with all. */
  private Optional<String> devicesReason() {
    int devices = intFrom(COUNT);
    List<String> reasons = new ArrayList<>();
    for (int device = 0; device < devices; device++) {
      capabilityReason(device).ifPresent(reasons::add);
    }
    if (devices == 0) {
      return Optional.of("no device: the driver finds no GPU");
    }
    return reasons.size() < devices ? Optional.empty() : Optional.of(String.join("; ", reasons));
  }

  private Optional<String> capabilityReason(int device) {
    IntByReference major = new IntByReference();
    IntByReference minor = new IntByReference();
    int status = call("cuDeviceGetAttribute", major, CAPABILITY_MAJOR, device);
    status = status == 0 ? call("cuDeviceGetAttribute", minor, CAPABILITY_MINOR, device) : status;
    if (status != Cuda.SUCCESS) {
      return Optional.of(
          Text.format("cuDeviceGetAttribute of device %d failed (%d)", device, status));
    }
    int capability = major.getValue() * 10 + minor.getValue();
    return capability >= NEEDED_CAPABILITY
        ? Optional.empty()
        : Optional.of(
            Text.format(
                "unsupported compute capability: device %d has %d.%d, the kernels need 7.5 or newer",
                device, major.getValue(), minor.getValue()));
  }

  private int intFrom(String function) {
    IntByReference out = new IntByReference();
    int status = call(function, out);
    if (status != Cuda.SUCCESS) {
      throw new BackendFailureException(function, status, "the driver gives no answer");
    }
    return out.getValue();
  }

  private int call(String function, Object... arguments) {
    Function found = driver.getFunction(function);
    return found.invokeInt(arguments);
  }

  private static String dotted(int version) {
    return version / 1000 + "." + version % 1000 / 10;
  }
}
