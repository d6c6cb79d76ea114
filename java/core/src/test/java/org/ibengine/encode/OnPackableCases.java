package org.ibengine.encode;

import java.io.IOException;
import java.nio.file.Path;
import org.ibengine.backend.reference.ReferenceBackend;
import org.ibengine.index.VolumeEncoding;
import org.ibengine.store.CaseRecord;
import org.ibengine.store.DatasetFolder;
import org.ibengine.store.DatasetReader;
import org.ibengine.work.Progress;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;

/** Two prepared cases of raw volumes, and where they are converted to. */
abstract class OnPackableCases {
  static final long ENOUGH = 1 << 28;

  @TempDir Path temporary;
  PackableCases cases;
  Path raw; // a dataset of raw volumes
  Path packed; // what is converted from it

  @BeforeEach
  void prepare() throws IOException {
    cases = new PackableCases(temporary.resolve("cases"));
    cases.add("p1", 1);
    cases.add("p2", 2);
    raw = temporary.resolve("raw");
    packed = temporary.resolve("packed");
    cases.prepare(raw, VolumeEncoding.RAW);
  }

  static ConvertRequest request(Path from, Path to, VolumeEncoding encoding, long memory) {
    return new ConvertRequest(from, to, encoding, 2, memory, true);
  }

  static ConvertSummary convert(Path from, Path to, VolumeEncoding encoding) {
    return DatasetConversion.run(
        request(from, to, encoding, ENOUGH), new ReferenceBackend(), Progress.NONE);
  }

  static CaseRecord record(Path dataset, String name) {
    return DatasetReader.readCase(new DatasetFolder(dataset), name);
  }

  static Path volumes(Path dataset, String name) {
    return dataset.resolve(record(dataset, name).volumesPath());
  }
}
