package org.ibengine.cuda;

import org.ibengine.backend.DeviceMemory;

/** A part of a stream's {@link Workspace}, which owns it. */
record Scratch(long address, long sizeBytes) implements DeviceMemory {
  @Override
  public void close() {}
}
