package org.ibengine;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.ibengine.backend.Backend;
import org.ibengine.backend.reference.ReferenceBackendProvider;
import org.ibengine.conformance.TinyDataset;
import org.ibengine.index.DatasetOptions;
import org.ibengine.index.VolumeEncoding;
import org.ibengine.prepare.Preparation;
import org.ibengine.prepare.PrepareListener;
import org.ibengine.prepare.PrepareRequest;
import org.ibengine.prepare.PrepareSummary;
import org.ibengine.store.DatasetReader;
import org.ibengine.store.DatasetVerifier;
import org.ibengine.store.PreparedCase;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What becomes of a frozen folder of format 1, layout volumes, that is prepared again. */
class FormatTwoTest {
  @TempDir Path folder;
  private Path dataset;
  private Path raw;

  @BeforeEach
  void copyTheFrozenFolder() throws IOException {
    dataset = TinyDataset.copy(FormatOneTest.FROZEN.resolve("volumes"), folder.resolve("copy"));
    raw = TinyDataset.copy(FormatOneTest.FROZEN.resolve("raw"), folder.resolve("raw"));
  }

  private PrepareSummary prepare(boolean force) {
    DatasetOptions options = DatasetReader.open(dataset).options();
    try (Backend backend = new ReferenceBackendProvider().open(1)) {
      PrepareSummary summary =
          Preparation.run(
              new PrepareRequest(
                  List.of(raw),
                  dataset,
                  options,
                  new PrepareRequest.Execution(2, 1 << 28, force, false, true, VolumeEncoding.RAW)),
              backend,
              PrepareListener.NONE);
      assertEquals(List.of(), summary.failures());
      return summary;
    }
  }

  private Map<String, String> content() throws IOException {
    Map<String, String> content = new TreeMap<>();
    try (Stream<Path> files = Files.walk(dataset)) {
      for (Path file : files.filter(Files::isRegularFile).toList()) {
        content.put(dataset.relativize(file).toString(), Arrays.toString(Files.readAllBytes(file)));
      }
    }
    content.remove(".ib-lock");
    return content;
  }

  private void assertDelivers() throws IOException {
    for (FormatOneTest.Run run : FormatOneTest.volumes().toList()) {
      assertEquals(
          FormatOneTest.expected(run),
          FormatOneTest.delivered(dataset, run.withAir()),
          run.expected());
    }
  }

  @Test
  void whatIsUpToDateStaysAsItIsToTheByte() throws IOException {
    Map<String, String> before = content();
    assertEquals(List.of("phantom000", "phantom001"), prepare(false).current());
    assertEquals(before, content());
  }

  @Test
  void aNewCaseIsWrittenInFormatTwoBesideOldOnesThatStay() throws IOException {
    Map<String, String> before = content();
    TinyDataset.copy(raw.resolve("phantom000"), raw.resolve("phantom002"));
    PrepareSummary summary = prepare(false);
    assertEquals(List.of("phantom000", "phantom001"), summary.current());
    assertEquals(List.of("phantom002"), summary.prepared());
    Map<String, String> after = content();
    for (String name : before.keySet()) {
      if (!name.equals("dataset.json")) {
        assertEquals(before.get(name), after.get(name), name);
      }
    }
    assertVersion(2, dataset.resolve("dataset.json")); // older readers refuse the folder
    assertVersion(1, dataset.resolve("cases/phantom000/case.json"));
    assertVersion(2, dataset.resolve("cases/phantom002/case.json"));
    assertEquals(List.of(), DatasetVerifier.verify(dataset).problems());
    try (IbEngine engine = IbEngine.open(dataset, FormatOneTest.OPTIONS);
        Epoch epoch = engine.epoch(1)) {
      TreeSet<String> shown = new TreeSet<>();
      epoch.forEach(batch -> batch.items().forEach(item -> shown.add(item.caseName())));
      assertEquals(Set.of("phantom000", "phantom001", "phantom002"), shown);
    }
  }

  @Test
  void whatIsDoneAgainDeliversTheSameAndItsOldVolumesGoWithTheNextRun() throws IOException {
    assertEquals(List.of("phantom000", "phantom001"), prepare(true).prepared());
    assertEquals(2, DatasetVerifier.verify(dataset).supersededFiles());
    assertDelivers();
    assertEquals(List.of("phantom000", "phantom001"), prepare(false).current());
    assertEquals(0, DatasetVerifier.verify(dataset).supersededFiles());
    for (PreparedCase item : DatasetReader.open(dataset).cases()) {
      String name = item.name();
      assertVersion(2, dataset.resolve("cases/" + name + "/case.json"));
      assertTrue(Files.exists(item.volumesFile()));
      assertTrue(Files.notExists(dataset.resolve("cases/" + name + "/volumes.safetensors")));
    }
    assertDelivers();
  }

  private static void assertVersion(int version, Path json) throws IOException {
    String text = Files.readString(json);
    assertTrue(text.contains("\"formatVersion\": " + version + ","), text.substring(0, 60));
  }
}
