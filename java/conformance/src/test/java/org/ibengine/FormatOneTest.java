package org.ibengine;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.StringJoiner;
import java.util.TreeSet;
import java.util.stream.Stream;
import java.util.zip.CRC32C;
import org.ibengine.backend.Backend;
import org.ibengine.backend.WeightKind;
import org.ibengine.backend.reference.ReferenceBackendProvider;
import org.ibengine.conformance.TinyDataset;
import org.ibengine.index.DatasetOptions;
import org.ibengine.index.Layout;
import org.ibengine.index.NanRule;
import org.ibengine.index.PercentileRange;
import org.ibengine.label.Connectivity;
import org.ibengine.plan.Augmentation;
import org.ibengine.plan.Balance;
import org.ibengine.plan.Negatives;
import org.ibengine.plan.Placement;
import org.ibengine.prepare.Preparation;
import org.ibengine.prepare.PrepareListener;
import org.ibengine.prepare.PrepareRequest;
import org.ibengine.prepare.PrepareSummary;
import org.ibengine.store.DatasetVerifier;
import org.ibengine.tensor.ElementType;
import org.ibengine.tensor.Tensor;
import org.ibengine.volume.GridTolerance;
import org.ibengine.volume.Size3;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Frozen folders of format 1, of both layouts, and one that IB-sampling's own script wrote, deliver
 * for ever what they delivered on the day they were frozen: the lines that {@code ib epoch
 * --digest} printed then. Their folder says how they were made.
 */
class FormatOneTest {
  static final Path FROZEN = frozen();
  static final EngineOptions OPTIONS = EngineOptions.defaults().backend("reference").threads(2);

  /** An epoch, the validation if the number is negative, of a frozen folder. */
  record Run(String expected, String folder, EngineOptions options, int epoch) {
    /** With the background of folders without an estimate of the body. */
    Run withAir() {
      return new Run(expected, folder, options.negatives(Negatives.GRID.minBody(0)), epoch);
    }

    @Override
    public String toString() {
      return expected;
    }
  }

  static Stream<Run> volumes() {
    return Stream.of(
        new Run("volumes", "volumes", OPTIONS, 0),
        new Run(
            "volumes-epoch-3-jitter-even",
            "volumes",
            OPTIONS.evenBatches(true).batchSize(3).balance(Balance.Kind.CASE, 1),
            3),
        new Run(
            "volumes-reference-placement",
            "volumes",
            OPTIONS
                .placement(Placement.REFERENCE)
                .augmentation(Augmentation.NONE)
                .negativesPerPositive(0.5)
                .repeats(2)
                .balance(Balance.Kind.SIZE, -0.5)
                .modalities("PET"),
            0),
        new Run(
            "volumes-weights-ids-float16",
            "volumes",
            OPTIONS
                .patchSize(9, 6, 5)
                .weights(WeightKind.INSTANCE_INVERSE)
                .weightLimits(0.5, 20)
                .instanceMaps(true)
                .type(ElementType.FLOAT16),
            0),
        new Run("volumes-fold", "volumes", OPTIONS.fold(1, 2), 0),
        new Run("volumes-validation", "volumes", OPTIONS.fold(1, 2), -1),
        new Run("volumes-rank-1-of-2", "volumes", OPTIONS.rank(1, 2), 0));
  }

  static Stream<Run> patches() {
    return Stream.of(
        new Run("patches", "patches", OPTIONS, 0),
        new Run(
            "patches-smaller",
            "patches",
            OPTIONS.patchSize(6, 5, 7).batchSize(3).type(ElementType.FLOAT16),
            3),
        new Run(
            "patches-validation",
            "patches",
            OPTIONS.validationOfAll(true).placement(Placement.REFERENCE),
            -1),
        new Run("patches-fold", "patches", OPTIONS.fold(0, 2).negativesPerPositive(2), 0));
  }

  static Stream<Run> script() {
    return Stream.of(
        new Run("script", "script", OPTIONS, 0),
        new Run("script-validation", "script", OPTIONS.fold(0, 2), -1),
        new Run(
            "script-smaller",
            "script",
            OPTIONS
                .patchSize(6, 5, 7)
                .modalities("PET", "CT")
                .augmentation(Augmentation.NONE)
                .evenBatches(true),
            0));
  }

  static Stream<Run> all() {
    return Stream.of(volumes(), patches(), script()).flatMap(runs -> runs);
  }

  @TempDir Path folder;

  @ParameterizedTest
  @MethodSource("all")
  void aFrozenFolderDeliversTheSameBytes(Run run) throws IOException {
    assertEquals(expected(run), delivered(FROZEN.resolve(run.folder()), run));
  }

  @Test
  void everyExpectationIsTested() throws IOException {
    TreeSet<String> tested = new TreeSet<>();
    all().forEach(run -> tested.add(run.expected() + ".txt"));
    TreeSet<String> there = new TreeSet<>();
    try (Stream<Path> files = Files.list(FROZEN.resolve("expected"))) {
      files.forEach(file -> there.add(file.getFileName().toString()));
    }
    assertEquals(there, tested);
  }

  @ParameterizedTest
  @EnumSource
  void aFrozenFolderHasNoDamage(Layout layout) throws IOException {
    Path copy = TinyDataset.copy(FROZEN.resolve(layout.label()), folder.resolve("copy"));
    assertEquals(List.of(), DatasetVerifier.verify(copy).problems());
  }

  @ParameterizedTest
  @EnumSource
  void theSameCasesPreparedTodayDeliverTheSameBytesWithBackgroundOfAir(Layout layout)
      throws IOException {
    Path today = folder.resolve("today");
    prepare(layout, today);
    List<Run> runs = (layout == Layout.VOLUMES ? volumes() : patches()).toList();
    assertTrue(runs.size() > 1);
    for (Run run : runs) {
      assertEquals(expected(run), delivered(today, run.withAir()), run.expected());
    }
  }

  private static void prepare(Layout layout, Path output) {
    DatasetOptions options =
        new DatasetOptions(
            layout,
            new Size3(8, 7, 6),
            layout == Layout.VOLUMES ? new Size3(4, 3, 3) : new Size3(18, 15, 12),
            2,
            Connectivity.FACE_6,
            new PercentileRange(1, 99),
            List.of("CT", "PET"),
            GridTolerance.of(0.1),
            NanRule.REFUSE);
    PrepareRequest.Execution execution = new PrepareRequest.Execution(2, 1 << 28, false, false);
    try (Backend backend = new ReferenceBackendProvider().open(1)) {
      PrepareSummary summary =
          Preparation.run(
              new PrepareRequest(List.of(FROZEN.resolve("raw")), output, options, execution),
              backend,
              PrepareListener.NONE);
      assertEquals(List.of(), summary.failures());
    }
  }

  static List<String> expected(Run run) throws IOException {
    return Files.readAllLines(FROZEN.resolve("expected").resolve(run.expected() + ".txt"));
  }

  static List<String> delivered(Path dataset, Run run) {
    try (IbEngine engine = IbEngine.open(dataset, run.options())) {
      return delivered(engine, run);
    }
  }

  static List<String> delivered(IbEngine engine, Run run) {
    List<String> lines = new ArrayList<>();
    try (Epoch epoch = run.epoch() < 0 ? engine.validation() : engine.epoch(11, run.epoch())) {
      int rank = run.expected().contains("rank-1") ? 1 : 0;
      for (Batch batch : epoch) {
        lines.add(line(batch, rank));
      }
    }
    return lines;
  }

  private static String line(Batch batch, int rank) {
    StringJoiner items = new StringJoiner(",");
    for (BatchItem item : batch.items()) {
      items.add(item.caseName() + "#" + (item.positive() ? item.instance().id() : "-"));
    }
    StringJoiner line = new StringJoiner("\t");
    line.add(String.valueOf(batch.step())).add(String.valueOf(rank)).add(items.toString());
    batch.tensors().forEach(tensor -> line.add(crc32c(tensor)));
    return line.toString();
  }

  private static String crc32c(Tensor tensor) {
    ByteBuffer bytes = ByteBuffer.allocate(Math.toIntExact(tensor.sizeBytes()));
    tensor.copyTo(0, bytes);
    CRC32C checksum = new CRC32C();
    checksum.update(bytes.flip());
    return HexFormat.of().toHexDigits(checksum.getValue(), 8);
  }

  private static Path frozen() {
    return Path.of(System.getProperty("basedir", ""), "src/test/resources/format1");
  }
}
