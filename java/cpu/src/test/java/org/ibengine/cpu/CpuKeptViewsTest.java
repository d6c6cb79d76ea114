package org.ibengine.cpu;

import java.io.IOException;
import org.ibengine.conformance.ChildJvm;
import org.ibengine.conformance.KeptViewsContract;
import org.junit.jupiter.api.Test;

/** Memory of the native pool, and memory that is shared with clients. */
class CpuKeptViewsTest implements KeptViewsContract {
  @Override
  public String backendName() {
    return "cpu";
  }

  @Test
  void viewsOfSharedMemoryToo() throws IOException {
    KeptViewsContract.requireAllSame(
        ChildJvm.run(KeptSharedViews.class, Folders.VOLUMES.toString()));
  }
}
