package org.ibengine;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.ibengine.conformance.FolderSource;
import org.ibengine.dataset.CaseHeader;
import org.ibengine.dataset.CaseMeasure;
import org.ibengine.index.CaseIndex;
import org.ibengine.index.DatasetIndex;
import org.ibengine.index.ModalityIndex;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** A source that serves the voxels of the frozen folder delivers what the folder delivers. */
class CaseSourceTest {
  private static final EngineOptions OPTIONS =
      EngineOptions.defaults().backend("reference").threads(2);

  private final FolderSource folder = new FolderSource(FormatOneTest.FROZEN.resolve("volumes"));

  @AfterEach
  void close() {
    folder.close();
  }

  static Stream<FormatOneTest.Run> runs() {
    return FormatOneTest.volumes();
  }

  @ParameterizedTest
  @MethodSource("runs")
  void aSourceDeliversTheBytesOfTheFolder(FormatOneTest.Run run) throws IOException {
    try (IbEngine engine = IbEngine.open(folder, run.options())) {
      assertEquals(FormatOneTest.expected(run), FormatOneTest.delivered(engine, run));
    }
  }

  @ParameterizedTest
  @MethodSource("runs")
  void soItDoesWhereItIsAskedForTheRowsOfEachPatch(FormatOneTest.Run run) throws IOException {
    try (IbEngine whole = IbEngine.open(folder, run.options());
        IbEngine rows = IbEngine.open(folder, tight(run.options(), whole))) {
      assertTrue(rows.memory().sourcesOnDisk() > 0);
      assertEquals(FormatOneTest.expected(run), FormatOneTest.delivered(rows, run));
    }
  }

  /** As little memory as opening takes. */
  private EngineOptions tight(EngineOptions options, IbEngine roomy) {
    long bytes = roomy.memory().totalBytes() - 1;
    while (true) {
      try (IbEngine engine = IbEngine.open(folder, options.maxMemory(bytes))) {
        if (engine.memory().sourcesOnDisk() > 0) {
          return options.maxMemory(bytes);
        }
      }
      bytes -= 64;
    }
  }

  @Test
  void measuredVoxelsGiveTheIndexThatPrepareWrote() {
    DatasetIndex prepared = folder.cases();
    List<CaseHeader> headers =
        prepared.cases().stream()
            .map(
                item ->
                    new CaseHeader(
                        item.name(),
                        item.geometry(),
                        item.modalities().stream()
                            .map(
                                one ->
                                    new CaseHeader.Modality(
                                        one.name(), one.type(), one.slope(), one.intercept()))
                            .toList()))
            .toList();
    DatasetIndex measured = CaseMeasure.of(folder, headers, prepared.options(), 2);
    List<CaseIndex> plain =
        measured.cases().stream().map(CaseSourceTest::withoutStatistics).toList();
    assertEquals(prepared, new DatasetIndex(prepared.options(), plain));
    for (CaseIndex item : measured.cases()) {
      assertTrue(item.body().isPresent());
      for (ModalityIndex modality : item.modalities()) {
        assertEquals(
            item.geometry().size().voxels(), modality.intensity().orElseThrow().all().count());
        assertEquals(item.foregroundVoxels(), modality.intensity().orElseThrow().label().count());
      }
    }
  }

  /** The frozen folder is of a version that took none, and no bodies. */
  private static CaseIndex withoutStatistics(CaseIndex item) {
    return new CaseIndex(
        item.name(),
        item.geometry(),
        item.connectivity(),
        item.modalities().stream().map(one -> one.intensity(Optional.empty())).toList(),
        item.instances(),
        item.windows());
  }

  @Test
  void aStateOfTheFolderIsResumedOnTheSource() {
    String state;
    List<List<BatchItem>> rest = new ArrayList<>();
    try (IbEngine engine = IbEngine.open(FormatOneTest.FROZEN.resolve("volumes"), OPTIONS);
        Epoch epoch = engine.epoch(5)) {
      epoch.next();
      state = epoch.state();
      epoch.forEach(batch -> rest.add(batch.items()));
    }
    try (IbEngine engine = IbEngine.open(folder, OPTIONS);
        Epoch epoch = engine.resume(state)) {
      List<List<BatchItem>> resumed = new ArrayList<>();
      epoch.forEach(batch -> resumed.add(batch.items()));
      assertEquals(rest, resumed);
      assertTrue(rest.size() > 1);
    }
  }
}
