package org.ibengine.prepare;

import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.util.List;
import org.ibengine.backend.Backend;
import org.ibengine.backend.reference.ReferenceBackend;
import org.ibengine.index.DatasetOptions;
import org.ibengine.index.Layout;
import org.ibengine.volume.Index3;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;

/** Raw cases in a folder, prepared as a test asks for it. */
abstract class OnRawCases {
  static final Index3 LESION = new Index3(6, 1, 3);

  @TempDir Path temporary;
  final Backend backend = new ReferenceBackend();
  RawCases raw;
  Path root;
  Path output;

  @BeforeEach
  void prepareNothingYet() {
    root = temporary.resolve("raw");
    raw = new RawCases(backend, root);
    output = temporary.resolve("out");
  }

  PrepareSummary run(DatasetOptions options) {
    return Preparation.run(raw.request(output, options), backend, PrepareListener.NONE);
  }

  PrepareSummary run() {
    return run(RawCases.options(Layout.VOLUMES));
  }

  static List<String> messages(PrepareSummary summary) {
    return summary.warnings().stream().map(CaseWarning::message).toList();
  }

  static void assertHolds(String text, String... parts) {
    for (String part : parts) {
      assertTrue(text.contains(part), text);
    }
  }
}
