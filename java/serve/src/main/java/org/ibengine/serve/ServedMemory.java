package org.ibengine.serve;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.function.BooleanSupplier;
import org.ibengine.backend.DeviceSharing;
import org.ibengine.tensor.Device;

/** The memory of the batches that clients receive. Thread-safe. */
public abstract sealed class ServedMemory permits MappedFiles, OnDevice {
  /** The memory of this machine that the batches of each rank lie in; the caller closes it. */
  public static ServedMemory ofHost(RankMemories memories) {
    return new MappedFiles(memories);
  }

  /**
   * The memory of the engine's own device.
   *
   * @throws org.ibengine.error.BackendUnavailableException if the device cannot be shared
   */
  public static ServedMemory ofDevice(DeviceSharing sharing, Device device) {
    return new OnDevice(sharing, device);
  }

  /** Adds what the client of a rank needs to find the memory. */
  abstract void describe(ObjectNode welcome, int rank);

  /**
   * What is between the engine of a rank and its client; the caller closes it.
   *
   * @param client number of its process
   * @throws Refusal if there is no way
   */
  abstract Lending lendTo(int rank, long client) throws Refusal;

  /** The server is about to end: nobody waits for clients any more. */
  abstract void end();

  /**
   * Blocks, when the server has ended, until its sessions have let go of what the engines are about
   * to free.
   */
  abstract void farewell(BooleanSupplier sessionsAreOver);
}
