package org.ibengine.prepare;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import org.ibengine.BatchItem;
import org.ibengine.EngineOptions;
import org.ibengine.IbEngine;
import org.ibengine.backend.Backend;
import org.ibengine.backend.reference.ReferenceBackend;
import org.ibengine.dataset.VoxelSpace;
import org.ibengine.index.Layout;
import org.ibengine.store.DatasetReader;
import org.ibengine.store.DatasetVerifier;
import org.ibengine.store.PatchNames;
import org.ibengine.volume.Index3;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Takes the names of prepared patches apart as the published loader of IB-sampling does. */
class PublishedLoaderTest {
  private static final Index3 LESION = new Index3(6, 1, 3);

  @TempDir private Path temporary;
  private final Backend backend = new ReferenceBackend();
  private RawCases raw;
  private Path output;

  @BeforeEach
  void nameFolders() {
    raw = new RawCases(backend, temporary.resolve("raw"));
    output = temporary.resolve("out");
  }

  private SortedMap<String, String> prepare(Layout layout) {
    SortedMap<String, String> renamed = new TreeMap<>();
    PrepareListener listener =
        new PrepareListener() {
          @Override
          public void started(long totalBytes) {}

          @Override
          public void advanced(long bytes) {}

          @Override
          public void renamed(SortedMap<String, String> namesInFiles) {
            renamed.putAll(namesInFiles);
          }
        };
    PrepareSummary summary =
        Preparation.run(raw.request(output, RawCases.options(layout)), backend, listener);
    assertEquals(List.of(), summary.failures());
    return renamed;
  }

  /**
   * Modalities by patient and number, of lesion patches the loader keeps: names with "label" are
   * left out, the rest is cut at underscores from the right, and a sample needs its label file.
   */
  private Map<String, Set<String>> kept() throws IOException {
    Map<String, Set<String>> kept = new HashMap<>();
    Path folder = output.resolve("lesion_patches");
    try (var files = Files.list(folder)) {
      for (Path file : files.toList()) {
        String name = file.getFileName().toString().replace(".nii.gz", "");
        if (!name.contains("label")) {
          List<String> parts = Arrays.asList(name.split("_"));
          int end = parts.size();
          String patient = String.join("_", parts.subList(0, end - 3));
          String tail = parts.get(end - 2) + "_" + parts.get(end - 1);
          if (Files.exists(folder.resolve(patient + "_label_" + tail + ".nii.gz"))) {
            kept.computeIfAbsent(patient + " " + tail, key -> new HashSet<>())
                .add(parts.get(end - 3));
          }
        }
      }
    }
    return kept;
  }

  @Test
  void everySampleOfEveryNameSurvives() throws IOException {
    for (String name : List.of("p1", "sub_01", "x_positive_y", "labelled 3", "a_label_b")) {
      raw.add(name, LESION);
      raw.image(name, "T1_ce.nii", RawCases.GRID);
      raw.image(name, "with_label.nii", RawCases.GRID);
      raw.image(name, "positive.nii", RawCases.GRID);
    }
    SortedMap<String, String> renamed = prepare(Layout.PATCHES);
    Set<String> all = Set.of("FLAIR", "T1", "T1-ce", "with-lbl", "positive");
    Map<String, Set<String>> wanted = new HashMap<>();
    for (String patient : List.of("p1", "sub_01", "x_positive_y", "lblled 3", "a_lbl_b")) {
      wanted.put(patient + " positive_0000", all);
    }
    assertEquals(wanted, kept());
    assertEquals(
        Map.of(
            "modality T1_ce",
            "T1-ce",
            "modality with_label",
            "with-lbl",
            "case labelled 3",
            "lblled 3",
            "case a_label_b",
            "a_lbl_b"),
        renamed);
  }

  @Test
  void ourOwnReaderKnowsTheTrueNames() throws IOException {
    raw.add("a_label_b", LESION);
    raw.image("a_label_b", "T1_ce.nii", RawCases.GRID);
    prepare(Layout.PATCHES);
    assertEquals(List.of(), DatasetVerifier.verify(output).problems());
    EngineOptions options = EngineOptions.defaults().backend("reference").modalities("T1_ce");
    try (IbEngine engine = IbEngine.open(output, options);
        var epoch = engine.epoch(7)) {
      assertEquals(List.of("a_label_b"), engine.cases());
      BatchItem item = epoch.next().items().get(0);
      assertEquals("a_label_b", item.caseName());
      assertEquals(VoxelSpace.VOLUME, item.space());
      assertEquals(Optional.of(item.corner()), item.cornerInVolume());
      assertEquals(VoxelSpace.STORED_PATCH, epoch.planSpace());
      assertEquals(
          item.cornerInVolume(), epoch.item(epoch.plan().requests().get(0)).cornerInVolume());
    }
  }

  @Test
  void namesThatSurviveAnywayAreRecordedNowhere() throws IOException {
    raw.add("sub_01", LESION);
    assertEquals(Map.of(), prepare(Layout.PATCHES));
    Path record = output.resolve("cases/sub_01/case.json");
    String text = Files.readString(record, StandardCharsets.UTF_8);
    assertTrue(!text.contains("namesInFiles"), text);
    assertTrue(Files.exists(output.resolve("lesion_patches/sub_01_T1_positive_0000.nii.gz")));
  }

  @Test
  void wholeVolumesKeepEveryName() throws IOException {
    raw.add("a_label_b", LESION);
    raw.image("a_label_b", "T1_ce.nii", RawCases.GRID);
    assertEquals(Map.of(), prepare(Layout.VOLUMES));
    assertEquals(
        PatchNames.asTheyAre("a_label_b"),
        DatasetReader.open(output).cases().get(0).record().names());
  }

  @Test
  void takingALabelOutNeverLeavesAnother() {

    for (String name : List.of("label", "lalabelbel", "llabelabel", "labellabel", "x_label")) {
      assertTrue(!PatchNames.ofCase(name).contains("label"), name);
      assertTrue(!PatchNames.ofModality(name).contains("label"), name);
      assertTrue(!PatchNames.ofModality(name).contains("_"), name);
    }
  }
}
