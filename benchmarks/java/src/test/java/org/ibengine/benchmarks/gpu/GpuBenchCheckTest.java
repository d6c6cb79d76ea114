package org.ibengine.benchmarks.gpu;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.util.List;
import java.util.function.BiFunction;
import org.ibengine.backend.Backend;
import org.ibengine.backend.Backends;
import org.ibengine.backend.PatchGather;
import org.ibengine.backend.Percentiles;
import org.ibengine.label.Components;
import org.ibengine.label.Runs;
import org.ibengine.tensor.ElementType;
import org.ibengine.volume.Size3;
import org.ibengine.volume.VoxelType;
import org.junit.jupiter.api.Test;

/** A backend that errs is found out before anything is timed. */
class GpuBenchCheckTest {
  private static final GpuBenchVolumes VOLUMES = new GpuBenchVolumes(new Size3(13, 11, 7), 2);
  private static final Size3 PATCH = new Size3(5, 3, 4);

  /** {@code backend}, whose method {@code name} has its results, or its work, replaced. */
  private static Backend erring(
      Backend backend, String name, BiFunction<Object[], Object, Object> error) {
    return (Backend)
        Proxy.newProxyInstance(
            Backend.class.getClassLoader(),
            new Class<?>[] {Backend.class},
            (proxy, method, arguments) -> {
              try {
                Object result = method.invoke(backend, arguments);
                return method.getName().equals(name) ? error.apply(arguments, result) : result;
              } catch (InvocationTargetException e) {
                throw e.getCause();
              }
            });
  }

  private static void everything(GpuBenchCheck check) {
    check.percentiles(VOLUMES, VoxelType.FLOAT32, 1, 99);
    check.components(VOLUMES, GpuBenchVolumes.Foreground.NOISE);
    check.patches(VOLUMES, PATCH, ElementType.FLOAT16);
  }

  private static String refused(String method, BiFunction<Object[], Object, Object> error) {
    try (Backend reference = Backends.open("reference", 1);
        Backend cpu = Backends.open("cpu", 1)) {
      everything(new GpuBenchCheck(reference, cpu));
      GpuBenchCheck check = new GpuBenchCheck(reference, erring(cpu, method, error));
      return assertThrows(IllegalStateException.class, () -> everything(check)).getMessage();
    }
  }

  @Test
  void aPercentileThatDiffersInItsLastBit() {
    String message =
        refused(
            "percentiles",
            (arguments, result) -> {
              double[] values = ((Percentiles) result).values();
              values[1] = Math.nextUp(values[1]);
              return result;
            });
    assertEquals("percentiles of FLOAT32: cpu finds [0.0, ", message.substring(0, 40));
  }

  @Test
  void aRunThatIsMissing() {
    String message =
        refused(
            "labelComponents",
            (arguments, result) -> {
              Components found = (Components) result;
              return new Components(
                  found.connectivity(), found.instances(), new Runs(new int[Runs.STRIDE]));
            });
    assertEquals("components of noise of 10 %: cpu finds ", message.substring(0, 39));
  }

  @Test
  void anElementOfAPatchThatWasNotWritten() {
    String message =
        refused(
            "gatherPatches",
            (arguments, result) -> {
              PatchGather patch = (PatchGather) ((List<?>) arguments[0]).get(1);
              PatchGather.Target target = patch.target();
              target.buffer().view(target.offset() + 7, 1).put((byte) 0x5A);
              return result;
            });
    assertEquals(
        "a patch of (5, 3, 4) FLOAT16, byte 127: cpu finds 90 where ", message.substring(0, 59));
  }
}
