package org.ibengine.serve;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import org.ibengine.backend.DeviceShare;
import org.ibengine.backend.DeviceSharing;
import org.ibengine.error.IbException;
import org.ibengine.tensor.Device;

/** Memory of a device, which clients open there. */
final class OnDevice extends ServedMemory {
  private static final long FAREWELL_MS = 2000;

  private final DeviceSharing sharing;
  private final Device device;
  private final String uuid;
  private volatile boolean ended;

  OnDevice(DeviceSharing sharing, Device device) {
    this.sharing = sharing;
    this.device = device;
    try (DeviceShare share = sharing.open(device.number())) {
      uuid = share.uuid();
    }
  }

  @Override
  void describe(ObjectNode welcome, int rank) {
    welcome.put("memory", device.kind().key());
    welcome.put("device", uuid);
  }

  @Override
  Lending lendTo(int rank, long client) throws Refusal {
    try {
      return new DeviceLending(
          sharing.open(device.number()),
          new ClientEnd(() -> ended || ClientProcess.hasEnded(client)));
    } catch (IbException e) {
      throw new Refusal("engine", e.getMessage());
    }
  }

  @Override
  void end() {
    ended = true;
  }

  @Override
  void farewell(BooleanSupplier sessionsAreOver) {
    long until = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(FAREWELL_MS);
    try {
      while (!sessionsAreOver.getAsBoolean() && System.nanoTime() < until) {
        TimeUnit.MILLISECONDS.sleep(1);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
