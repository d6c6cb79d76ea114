package org.ibengine.torch;

import java.io.File;
import java.io.IOException;
import java.net.URL;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.bytedeco.javacpp.Loader;
import org.bytedeco.openblas.global.openblas;
import org.bytedeco.pytorch.global.torch;
import org.ibengine.error.BackendUnavailableException;
import org.ibengine.text.Text;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Whether libtorch runs here. Thread-safe. */
public final class Libtorch {
  private Libtorch() {}

  /**
   * Loads libtorch; call it before you touch anything of {@code org.bytedeco.pytorch}. The very
   * first time, it unpacks 420 MB (870 MB for the GPU build) below {@code ~/.javacpp/cache}, which
   * takes seconds. Where its convolutions on the host would be wrong otherwise, it is kept to
   * SSE4.1 and a warning is logged; they are compared with those in double.
   *
   * @throws BackendUnavailableException if it cannot be loaded, or is wrong nevertheless; the
   *     message says why
   */
  public static void load() {
    unavailableReason()
        .ifPresent(
            reason -> {
              throw new BackendUnavailableException("libtorch", reason);
            });
  }

  /**
   * Why libtorch cannot be loaded; empty if it can, in which case it has been loaded. Blocks as
   * {@link #load} does.
   */
  public static Optional<String> unavailableReason() {
    return Attempt.REASON;
  }

  /**
   * How many threads an operation may use; the same number gives bit-identical results only if it
   * is 1. Where they share the processors with others, start the process with {@code
   * OMP_WAIT_POLICY=PASSIVE}: otherwise threads that wait spin.
   *
   * @param threads at least 1
   * @throws BackendUnavailableException as {@link #load}
   */
  public static void setThreads(int threads) {
    load();
    torch.set_num_threads(threads);
  }

  /** Made once: a failed load leaves classes that cannot be asked again. */
  private static final class Attempt {
    private static final Logger LOG = LoggerFactory.getLogger(Libtorch.class);
    private static final String MOST_MEMORY = "org.bytedeco.javacpp.maxPhysicalBytes";
    private static final Optional<String> REASON = attempt();

    private static Optional<String> attempt() {
      // Else JavaCPP refuses memory beyond four times the Java heap, whatever the machine has.
      if (System.getProperty(MOST_MEMORY) == null) {
        System.setProperty(MOST_MEMORY, "0");
      }
      try {
        Convolutions.limit().ifPresent(LOG::warn);
        loadForGpu(unpack(Loader.getPlatform() + "-gpu"));
        unpack(Loader.getPlatform());
        Loader.load(torch.class);
        return Convolutions.fault();
      } catch (LinkageError e) {
        return Optional.of(reason(e));
      } catch (IOException e) {
        return Optional.of("cannot be unpacked: " + e.getMessage());
      }
    }

    /**
     * Unpacks what libtorch.so itself needs before it is loaded. The loader unpacks and loads them
     * one by one, and where libtorch_cpu.so comes after a libtorch.so that missed it, the JVM dies
     * in its initialisation.
     */
    private static List<File> unpack(String folder) throws IOException {
      List<File> unpacked = new ArrayList<>();
      for (String library : List.of("c10", "c10_cuda", "torch_cpu", "torch_cuda", "torch")) {
        String name = Text.format("org/bytedeco/pytorch/%s/lib%s.so", folder, library);
        URL packed = Libtorch.class.getClassLoader().getResource(name);
        if (packed != null) {
          unpacked.add(Loader.cacheResource(packed));
        }
      }
      return unpacked;
    }

    /**
     * The loader goes on where one of these misses a library of CUDA, and the JVM dies later; this
     * says which.
     */
    private static void loadForGpu(List<File> libraries) {
      if (!libraries.isEmpty()) {
        Loader.load(openblas.class); // libtorch_cpu.so needs it
        libraries.forEach(library -> Loader.loadGlobal(library.getPath()));
      }
    }

    private static String reason(LinkageError error) {
      String message = String.valueOf(error.getMessage());
      if (message.contains("GLIBC_")) {
        return "needs glibc 2.35 or newer (" + message + ")";
      }
      if (message.startsWith("no jni")) { // no jnitorch in java.library.path, or another of its set
        return Text.format("has no native code for %s on the class path", Loader.getPlatform());
      }
      if (message.contains("cannot open shared object file")) {
        return Text.format(
            "misses a library (%s); its build for GPUs needs CUDA 13, cuDNN 9 and NCCL 2", message);
      }
      return error.getClass().getSimpleName() + ": " + message;
    }
  }
}
