package org.ibengine.serve;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import org.ibengine.cuda.DeviceShare;
import org.ibengine.error.IbException;

/** Memory of a GPU, which clients open by CUDA IPC. */
final class DeviceMemory extends ServedMemory {
  private static final long FAREWELL_MS = 2000;

  private final int device;
  private final String uuid;
  private volatile boolean ended;

  DeviceMemory(int device) {
    this.device = device;
    try (DeviceShare share = DeviceShare.open(device)) {
      uuid = share.uuid();
    }
  }

  @Override
  void describe(ObjectNode welcome, int rank) {
    welcome.put("memory", "cuda");
    welcome.put("device", uuid);
  }

  @Override
  Lending lendTo(int rank, long client) throws Refusal {
    try {
      return new DeviceLending(
          DeviceShare.open(device), new ClientEnd(() -> ended || ClientProcess.hasEnded(client)));
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
