package org.ibengine;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.ibengine.backend.Backend;
import org.ibengine.backend.reference.ReferenceBackendProvider;
import org.ibengine.conformance.TinyDataset;
import org.ibengine.encode.ConvertRequest;
import org.ibengine.encode.ConvertSummary;
import org.ibengine.encode.DatasetConversion;
import org.ibengine.index.VolumeEncoding;
import org.ibengine.store.CaseRecord;
import org.ibengine.store.DatasetFolder;
import org.ibengine.store.DatasetReader;
import org.ibengine.store.DatasetVerifier;
import org.ibengine.work.Progress;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A frozen folder of format 1, whose files carry no id, in both encodings of today. */
class ConversionOfFormatOneTest {
  private static final List<String> CASES = List.of("phantom000", "phantom001");

  @TempDir Path folder;

  private static ConvertSummary convert(Path from, Path to, VolumeEncoding encoding) {
    try (Backend backend = new ReferenceBackendProvider().open(1)) {
      ConvertSummary summary =
          DatasetConversion.run(
              new ConvertRequest(from, to, encoding, 1, 1 << 28, true), backend, Progress.NONE);
      assertEquals(List.of(), summary.failures());
      return summary;
    }
  }

  private static void checkDelivery(Path dataset) throws IOException {
    for (FormatOneTest.Run run : FormatOneTest.volumes().toList()) {
      assertEquals(
          FormatOneTest.expected(run), FormatOneTest.delivered(dataset, run), run.expected());
    }
    assertEquals(List.of(), DatasetVerifier.verify(dataset).problems());
  }

  private static CaseRecord record(Path dataset) {
    return DatasetReader.readCase(new DatasetFolder(dataset), CASES.get(0));
  }

  @Test
  void bothDeliverWhatWasFrozenAndTheSourceStaysAsItWas() throws IOException {
    Path frozen =
        TinyDataset.copy(FormatOneTest.FROZEN.resolve("volumes"), folder.resolve("frozen"));
    Path packed = folder.resolve("packed");
    Path raw = folder.resolve("raw");
    assertEquals(CASES, convert(frozen, packed, VolumeEncoding.PACKED).converted());
    assertTrue(record(packed).packed().contains("CT"), record(packed).packed().toString());
    checkDelivery(packed);
    assertEquals(CASES, convert(frozen, packed, VolumeEncoding.PACKED).current());
    assertEquals(CASES, convert(frozen, raw, VolumeEncoding.RAW).converted());
    assertTrue(record(raw).id().isPresent());
    checkDelivery(raw);
    assertEquals(CASES, convert(packed, raw, VolumeEncoding.RAW).current());
    assertTrue(record(frozen).id().isEmpty());
    checkDelivery(frozen);
  }
}
