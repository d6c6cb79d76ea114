package org.ibengine.cuda;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import org.ibengine.conformance.ChildJvm;
import org.junit.jupiter.api.Test;

class KeptPinnedViewsTest {
  @Test
  void aViewOfPageLockedMemoryOutlivesTheBackend() throws IOException {
    assertEquals(new ChildJvm.Outcome(0, "42"), ChildJvm.run(KeptPinnedViews.class));
  }
}
