package org.ibengine.cuda;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** The lists that ci/gpu.sh runs, over the driver double. */
class GpuTestsTest implements OnDriverDouble {
  private final StringWriter said = new StringWriter();

  private GpuTests.Outcome run(ChosenTests chosen) {
    return new GpuTests(new PrintWriter(said)).run(chosen);
  }

  private void allPassInOneContext(String list, long fewest, long most) {
    GpuTests.Outcome outcome = run(ChosenTests.named(list));
    assertEquals(0, outcome.failed(), said.toString());
    assertEquals(1, outcome.contexts());
    assertTrue(fewest <= outcome.passed() && outcome.passed() <= most, outcome.toString());
    assertTrue(outcome.isGood());
  }

  @Test
  void theSmokeTestsPassInOneContext() {
    allPassInOneContext("smoke", 70, 90);
  }

  @Test
  void whatSanitizersWatchPassesInOneContextWithExactAllocations() {
    System.setProperty(BlockPool.EXACT_PROPERTY, "true");
    try {
      allPassInOneContext("sanitizer", 40, 70);
    } finally {
      System.clearProperty(BlockPool.EXACT_PROPERTY);
    }
  }

  @Test
  void aTestThatFailsIsNamedAndCounted() {
    DriverDouble.failCall("cuMemcpyHtoDAsync", 1, DriverDouble.LAUNCH_FAILED);
    String name = "CudaBackendSuite#interpolationDoesNotOverflowTheVoxelType";
    GpuTests.Outcome outcome = run(new ChosenTests(Set.of(name)));
    assertEquals(1, outcome.failed());
    assertTrue(said.toString().contains("FAILED"), said.toString());
    assertTrue(said.toString().contains("interpolationDoesNotOverflow"), said.toString());
    assertTrue(!outcome.isGood());
  }

  @Test
  void aTestThatIsNotThereIsNamed() {
    ChosenTests chosen = new ChosenTests(Set.of("CudaBackendSuite#nothing"));
    assertEquals(
        "a test must be there to be chosen, was not: [CudaBackendSuite#nothing]",
        assertThrows(IllegalStateException.class, () -> run(chosen)).getMessage());
    assertThrows(IllegalArgumentException.class, () -> ChosenTests.named("nothing"));
  }
}
