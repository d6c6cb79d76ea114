package org.ibengine.cpu;

import java.nio.ByteBuffer;
import org.ibengine.conformance.EngineSoakContract;
import org.ibengine.conformance.ForgottenViews;

/** Counts the native pool to the byte. */
class CpuSoakTest implements EngineSoakContract {
  @Override
  public String backendName() {
    return "cpu";
  }

  @Override
  public long bytesHeld() {
    ForgottenViews.collectWhile(() -> inUse() > 0); // of tests before this one
    return inUse();
  }

  private static long inUse() {
    ByteBuffer inUse = CallBuffers.create(Long.BYTES);
    ByteBuffer idle = CallBuffers.create(Long.BYTES);
    CpuLibrary.ib_memory_usage(inUse, idle);
    return inUse.getLong(0);
  }
}
