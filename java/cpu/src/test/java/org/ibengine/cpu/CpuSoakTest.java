package org.ibengine.cpu;

import java.nio.ByteBuffer;
import org.ibengine.conformance.EngineSoakContract;

/** Counts the native pool to the byte. */
class CpuSoakTest implements EngineSoakContract {
  @Override
  public String backendName() {
    return "cpu";
  }

  @Override
  public long bytesHeld() {
    ByteBuffer inUse = Scratch.create(Long.BYTES);
    ByteBuffer idle = Scratch.create(Long.BYTES);
    CpuLibrary.ib_memory_usage(inUse, idle);
    return inUse.getLong(0);
  }
}
