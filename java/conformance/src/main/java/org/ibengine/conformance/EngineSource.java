package org.ibengine.conformance;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.ibengine.EngineOptions;
import org.ibengine.IbEngine;
import org.ibengine.index.Layout;
import org.ibengine.index.StoreRule;

/** What the engine's contracts run on: a backend and the standard dataset in both layouts. */
public interface EngineSource {
  /** The name of the backend under test. */
  String backendName();

  /** The dataset folders, prepared once a JVM and never written to again. */
  final class Folders {
    static final TinyDataset DATASET = TinyDataset.standard();
    private static final Path ROOT = temporary();
    public static final Path VOLUMES = DATASET.prepare(ROOT, Layout.VOLUMES);
    static final Path PATCHES = DATASET.prepare(ROOT, Layout.PATCHES);
    static final Path UINT16 =
        TinyDataset.standard()
            .store(StoreRule.UINT16)
            .prepare(ROOT.resolve("uint16"), Layout.VOLUMES);
    static final Path FLOAT16 =
        TinyDataset.standard()
            .store(StoreRule.FLOAT16)
            .prepare(ROOT.resolve("float16"), Layout.VOLUMES);

    private Folders() {}

    static Path temporary() {
      try {
        Path folder = Files.createTempDirectory("ib-tiny-");
        Runtime.getRuntime().addShutdownHook(new Thread(() -> delete(folder)));
        return folder;
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }

    private static void delete(Path folder) {
      try {
        TinyDataset.delete(folder);
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
  }

  /** Batches of 3 on the backend under test; validations of all cases. */
  default EngineOptions options() {
    return EngineOptions.defaults()
        .backend(backendName())
        .batchSize(3)
        .threads(2)
        .validationOfAll(true);
  }

  /** As {@code options}, but nothing of the volumes stays in a device's memory. */
  default EngineOptions offDevice(EngineOptions options) {
    return options;
  }

  /** As {@code options}, but some volumes find no room in any memory. */
  default EngineOptions tight(EngineOptions options) {
    return options.maxMemory(28_000);
  }

  /** As {@link #tight}, for options that ask for weights and instance ids. */
  default EngineOptions tightWithWeights(EngineOptions options) {
    return options.maxMemory(48_000);
  }

  default IbEngine volumes(EngineOptions options) {
    return IbEngine.open(Folders.VOLUMES, options);
  }

  default IbEngine patches(EngineOptions options) {
    return IbEngine.open(Folders.PATCHES, options);
  }
}
