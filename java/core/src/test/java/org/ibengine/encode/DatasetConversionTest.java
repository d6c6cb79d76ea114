package org.ibengine.encode;

import static org.ibengine.prepare.DatasetContent.assertSame;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.ibengine.backend.CountingBackend;
import org.ibengine.backend.reference.ReferenceBackend;
import org.ibengine.index.StoreRule;
import org.ibengine.index.VolumeEncoding;
import org.ibengine.prepare.DatasetContent;
import org.ibengine.prepare.PrepareSummary;
import org.ibengine.store.DatasetFolder;
import org.ibengine.store.DatasetVerifier;
import org.ibengine.store.DyingFiles;
import org.ibengine.work.Progress;
import org.junit.jupiter.api.Test;

class DatasetConversionTest extends OnPackableCases {
  private static long bytes(Path dataset) throws IOException {
    return Files.size(volumes(dataset, "p1")) + Files.size(volumes(dataset, "p2"));
  }

  @Test
  void aConvertedDatasetHasTheFilesOfAPreparedOne() throws IOException {
    ConvertSummary summary = convert(raw, packed, VolumeEncoding.PACKED);
    assertEquals(List.of("p1", "p2"), summary.converted());
    assertEquals(List.of(), summary.failures());
    assertEquals(bytes(raw), summary.bytesBefore());
    assertEquals(bytes(packed), summary.bytesAfter());
    assertTrue(summary.bytesAfter() < summary.bytesBefore());
    assertEquals(
        List.of("CT", DatasetFolder.LABEL, DatasetFolder.LABEL_VALUES),
        record(packed, "p1").packed());
    Path wanted = temporary.resolve("wanted");
    cases.prepare(wanted, VolumeEncoding.PACKED);
    assertSame(DatasetContent.of(wanted), DatasetContent.of(packed));
    Path back = temporary.resolve("back");
    convert(packed, back, VolumeEncoding.RAW);
    assertSame(DatasetContent.of(raw), DatasetContent.of(back));
    assertEquals(List.of(), DatasetVerifier.verify(packed).problems());
    Path copy = temporary.resolve("copy");
    convert(packed, copy, VolumeEncoding.PACKED);
    assertSame(DatasetContent.of(packed), DatasetContent.of(copy));
  }

  @Test
  void whatIsConvertedIsUpToDateForPreparationAndForAnotherRun() throws IOException {
    convert(raw, packed, VolumeEncoding.PACKED);
    Set<String> files = ids(packed);
    PrepareSummary prepared = cases.prepare(packed, VolumeEncoding.PACKED);
    assertEquals(List.of("p1", "p2"), prepared.current());
    ConvertSummary again = convert(raw, packed, VolumeEncoding.PACKED);
    assertEquals(List.of("p1", "p2"), again.current());
    assertEquals(List.of(), again.converted());
    assertEquals(bytes(packed), again.bytesAfter());
    assertEquals(files, ids(packed));
    assertEquals(List.of("p1", "p2"), convert(raw, packed, VolumeEncoding.RAW).converted());
    assertEquals(List.of("p1", "p2"), convert(raw, packed, VolumeEncoding.RAW).current());
  }

  @Test
  void aCaseOfWhichNothingCanBePackedIsDoneOnceItWasTried() throws IOException {
    PackableCases noise = new PackableCases(temporary.resolve("noise"));
    noise.addNoise("n", 5);
    Path source = temporary.resolve("source");
    noise.prepare(source, VolumeEncoding.RAW);
    assertEquals(List.of("n"), convert(source, packed, VolumeEncoding.PACKED).converted());
    assertEquals(List.of(), record(packed, "n").packed());
    String file = record(packed, "n").volumesPath();
    assertEquals(List.of("n"), convert(source, packed, VolumeEncoding.PACKED).current());
    assertEquals(List.of("n"), convert(source, packed, VolumeEncoding.RAW).current());
    assertEquals(file, record(packed, "n").volumesPath());
    assertEquals(List.of("n"), noise.prepare(packed, VolumeEncoding.PACKED).current());
    assertEquals(List.of(), DatasetVerifier.verify(packed).problems());
    Path back = temporary.resolve("back");
    assertEquals(List.of("n"), convert(packed, back, VolumeEncoding.RAW).converted());
    assertSame(DatasetContent.of(source), DatasetContent.of(back));
    assertEquals(List.of("n"), convert(packed, back, VolumeEncoding.PACKED).converted());
    assertSame(DatasetContent.of(packed), DatasetContent.of(back));
  }

  @Test
  void theFormatFollowsTheEncodingBothWays() throws IOException {
    Path back = temporary.resolve("back");
    convert(raw, packed, VolumeEncoding.PACKED);
    convert(packed, back, VolumeEncoding.RAW);
    assertEquals(List.of(3, 5, 3), List.of(version(raw), version(packed), version(back)));
  }

  /** The cases have a rule for lesions, which is of format 3. */
  private static int version(Path dataset) throws IOException {
    String text = Files.readString(dataset.resolve("dataset.json"));
    return Integer.parseInt(text.replaceAll("(?s).*\"formatVersion\": ?(\\d).*", "$1"));
  }

  private static Set<String> ids(Path dataset) {
    return Stream.of("p1", "p2")
        .map(name -> record(dataset, name).volumesPath())
        .collect(Collectors.toSet());
  }

  @Test
  void roundedModalitiesStayAsTheyAre() throws IOException {
    Path rounded = temporary.resolve("rounded");
    cases.store(StoreRule.UINT16).prepare(rounded, VolumeEncoding.RAW);
    convert(rounded, packed, VolumeEncoding.PACKED);
    Path wanted = temporary.resolve("wanted");
    cases.prepare(wanted, VolumeEncoding.PACKED);
    assertSame(DatasetContent.of(wanted), DatasetContent.of(packed));
    assertEquals(record(rounded, "p1").index(), record(packed, "p1").index());
    assertTrue(record(packed, "p1").index().modalities().get(1).rounding().isPresent());
    Path back = temporary.resolve("back");
    convert(packed, back, VolumeEncoding.RAW);
    assertSame(DatasetContent.of(rounded), DatasetContent.of(back));
    assertEquals(List.of(), DatasetVerifier.verify(packed).problems());
  }

  @Test
  void aCaseThatHasChangedIsConvertedAgain() throws IOException {
    convert(raw, packed, VolumeEncoding.PACKED);
    cases.add("p2", 3);
    cases.prepare(raw, VolumeEncoding.RAW);
    Files.delete(volumes(packed, "p1"));
    cases.add("p3", 4);
    cases.prepare(raw, VolumeEncoding.RAW);
    ConvertSummary summary = convert(raw, packed, VolumeEncoding.PACKED);
    assertEquals(List.of("p1", "p2", "p3"), summary.converted());
    Path wanted = temporary.resolve("wanted");
    cases.prepare(wanted, VolumeEncoding.PACKED);
    convert(raw, packed, VolumeEncoding.PACKED); // removes what was superseded
    assertSame(DatasetContent.of(wanted), DatasetContent.of(packed));
  }

  @Test
  void aRunThatWasKilledAtAnyMomentIsContinued() throws IOException {
    Path wanted = temporary.resolve("wanted");
    convert(raw, wanted, VolumeEncoding.PACKED);
    int operations = 0;
    for (boolean killed = true; killed; operations++) {
      Path out = temporary.resolve("out" + operations);
      killed = isKilled(out, operations);
      if (Files.exists(out.resolve("dataset.json"))) {
        List<String> problems = DatasetVerifier.verify(out).problems();
        assertTrue(
            problems.stream().allMatch(line -> line.contains("an unfinished run")),
            operations + ": " + problems);
      }
      ConvertSummary rest = convert(raw, out, VolumeEncoding.PACKED);
      assertEquals(2, rest.converted().size() + rest.current().size());
      assertSame(DatasetContent.of(wanted), DatasetContent.of(out));
    }
    assertTrue(operations > 20, "operations " + operations);
  }

  private boolean isKilled(Path out, int operations) {
    try {
      DatasetConversion.run(
          new ConvertRequest(raw, out, VolumeEncoding.PACKED, 1, ENOUGH, true),
          new ReferenceBackend(),
          Progress.NONE,
          new DyingFiles(operations));
      return false;
    } catch (DyingFiles.Killed e) {
      return true;
    }
  }

  @Test
  void memoryStaysWithinTheForecastAndALowerLimitIsRefused() {
    long voxels = PackableCases.SIZE.voxels();
    long all = voxels * (2 + 4 + 1 + 2); // CT, MR, label and its values
    long forecast = all + VolumePacker.bytes(4 * voxels);
    CountingBackend counting = new CountingBackend();
    ConvertSummary summary =
        DatasetConversion.run(
            request(raw, packed, VolumeEncoding.PACKED, forecast), counting, Progress.NONE);
    assertEquals(List.of("p1", "p2"), summary.converted());
    assertTrue(counting.peakBytes() > forecast / 2, "peak " + counting.peakBytes());
    assertTrue(counting.peakBytes() <= forecast, "peak " + counting.peakBytes());
    assertEquals(0, counting.liveBytes());
    ConvertSummary refused =
        DatasetConversion.run(
            request(raw, temporary.resolve("less"), VolumeEncoding.PACKED, forecast - 1),
            counting,
            Progress.NONE);
    assertEquals(2, refused.failures().size());
    String message = refused.failures().get(0).message();
    assertTrue(message.contains("--max-memory gives 0 MiB; raise it"), message);
    assertFalse(Files.exists(temporary.resolve("less")), "a folder without a case was left");
  }
}
