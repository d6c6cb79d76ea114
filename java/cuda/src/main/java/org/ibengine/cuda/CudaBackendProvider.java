package org.ibengine.cuda;

import java.util.Optional;
import org.ibengine.backend.BatchSharing;
import org.ibengine.backend.DeviceBackend;
import org.ibengine.backend.DeviceBackendProvider;
import org.ibengine.backend.DeviceSharing;
import org.ibengine.backend.LinkReason;
import org.ibengine.error.BackendFailureException;
import org.ibengine.error.BackendUnavailableException;
import org.ibengine.text.Text;

/**
 * Provides the backend on NVIDIA GPUs. {@code -Dib.cuda=off} switches it off; {@code
 * -Dib.cuda.driver} names another driver library than libcuda.so.1, {@code -Dib.cuda.kernels}
 * another kernel image than the one built with it. Thread-safe.
 */
public final class CudaBackendProvider implements DeviceBackendProvider {
  private static final String SWITCH = "ib.cuda";
  private static final String OFF = "off";
  private static final int ABOVE_CPU = 20;

  @Override
  public String name() {
    return CudaBackend.NAME;
  }

  @Override
  public int preference() {
    return ABOVE_CPU;
  }

  @Override
  public Optional<String> unavailableReason() {
    if (OFF.equals(System.getProperty(SWITCH))) {
      return Optional.of(Text.format("switched off by -D%s=%s", SWITCH, OFF));
    }
    try {
      return DriverProbe.unavailableReason()
          .or(KernelImage::unavailableReason)
          .or(JCudaLibrary::unavailableReason);
    } catch (LinkageError e) { // of JNA, which asks for the driver
      return Optional.of(LinkReason.of("JNA's library", e, "-Djna.tmpdir"));
    }
  }

  @Override
  public int deviceCount() {
    try {
      return unavailableReason().isPresent() ? 0 : DriverProbe.deviceCount();
    } catch (BackendFailureException e) {
      return 0; // lost since; open() says why
    }
  }

  @Override
  public Optional<BatchSharing> sharing() {
    DeviceSharing byInterprocessMemory = CudaShare::open;
    return Optional.of(byInterprocessMemory);
  }

  @Override
  public DeviceBackend open(int threads) {
    requireAvailable(threads);
    return CudaBackend.open(DriverProbe.firstUsable());
  }

  @Override
  public DeviceBackend open(int threads, int device) {
    requireAvailable(threads);
    int devices = DriverProbe.deviceCount();
    if (device < 0 || device >= devices) {
      throw new IllegalArgumentException(
          Text.format("device must be from 0 to %d, was %d", devices - 1, device));
    }
    DriverProbe.unavailableReason(device).ifPresent(this::refuse);
    return CudaBackend.open(device);
  }

  private void requireAvailable(int threads) {
    if (threads < 1) {
      throw new IllegalArgumentException("threads must be at least 1, was " + threads);
    }
    unavailableReason().ifPresent(this::refuse);
  }

  private void refuse(String reason) {
    throw new BackendUnavailableException(name(), reason);
  }
}
