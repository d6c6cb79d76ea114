package org.ibengine.prepare;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import org.ibengine.index.Layout;
import org.ibengine.label.Instance;
import org.ibengine.label.LesionChanges.Absent;
import org.ibengine.label.LesionChanges.Dropped;
import org.ibengine.label.LesionChanges.Fragment;
import org.ibengine.label.LesionChanges.Merged;
import org.ibengine.label.LesionChanges.Reason;
import org.ibengine.label.LesionChanges.Renumbered;
import org.ibengine.label.LesionClass;
import org.ibengine.label.LesionRule;
import org.ibengine.label.LesionRule.Kind;
import org.ibengine.store.CaseRecord;
import org.ibengine.store.DatasetFolder;
import org.ibengine.volume.Box;
import org.ibengine.volume.Index3;
import org.ibengine.volume.VoxelType;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Masks of 9 by 7 by 5 voxels of 1 by 2 by 3 mm: voxels 20 to 23 lie in one row, 100 alone. */
class LesionRulesTest {
  private static final LesionRule IDS = rule(Kind.INSTANCES, List.of(), 0, 0);

  @TempDir private Path root;
  private OddCase item;

  private static LesionRule rule(
      Kind kind, List<LesionClass> classes, double minMm3, double mergeMm) {
    return new LesionRule(kind, List.of(), classes, OptionalLong.empty(), minMm3, mergeMm);
  }

  @BeforeEach
  void addAModality() throws IOException {
    item = new OddCase(root);
    VoxelFiles.write(item.folder(), "T1.nii", VoxelType.INT16, i -> i);
  }

  private PrepareSummary prepare(Layout layout, VoxelType type, Map<Integer, Integer> labels)
      throws IOException {
    VoxelFiles.write(item.folder(), "GT.nii", type, i -> labels.getOrDefault(i, 0));
    PrepareSummary summary = item.prepare(layout);
    assertEquals(List.of(), summary.failures());
    return summary;
  }

  private static Box box(int x0, int x1, int y, int z) {
    return new Box(new Index3(x0, y, z), new Index3(x1, y + 1, z + 1));
  }

  private static List<Long> voxels(CaseRecord record) {
    return record.index().instances().stream().map(Instance::voxels).toList();
  }

  @Test
  void touchingClassesAreTwoInstancesThatNameTheirClass() throws IOException {
    item.lesions(
        rule(
            Kind.CLASSES,
            List.of(
                new LesionClass("core", List.of(1L, 4L)), new LesionClass("oedema", List.of(2L))),
            0,
            0));
    PrepareSummary summary =
        prepare(Layout.VOLUMES, VoxelType.UINT8, Map.of(20, 2, 21, 2, 22, 4, 23, 1, 100, 9));
    CaseRecord record = item.record(Layout.VOLUMES);
    assertEquals(List.of(2L, 2L), voxels(record));
    assertEquals(
        List.of("oedema", "core"),
        record.index().instances().stream().map(Instance::lesionClass).toList());
    assertEquals(4, record.foregroundVoxels());
    assertEquals(Map.of(0f, 310, 1f, 1, 2f, 2, 4f, 1, 9f, 1), item.tensor("label"));
    assertEquals(List.of(), summary.warnings());
    String json = Files.readString(item.output(Layout.VOLUMES).resolve("cases/p1/case.json"));
    assertTrue(json.replace(" ", "").contains("\"class\":\"oedema\""), json);
  }

  @Test
  void lesionValuesLeaveTheLabelMapAsItIs() throws IOException {
    item.lesions(
        new LesionRule(Kind.CLASSES, List.of(2L, 3L), List.of(), OptionalLong.empty(), 0, 0));
    prepare(Layout.VOLUMES, VoxelType.UINT8, Map.of(20, 1, 21, 2, 22, 3, 23, 1, 100, 2));
    CaseRecord record = item.record(Layout.VOLUMES);
    assertEquals(List.of(1L, 2L), voxels(record));
    assertEquals(3, record.foregroundVoxels());
    assertEquals(Map.of(0f, 310, 1f, 2, 2f, 2, 3f, 1), item.tensor("label"));
    prepare(Layout.PATCHES, VoxelType.UINT8, Map.of(20, 1, 21, 2, 22, 3, 23, 1, 100, 2));
    assertEquals(Map.of(0f, 310, 1f, 2, 2f, 2, 3f, 1), item.patch("label"));
    assertEquals(List.of(1L, 2L), voxels(item.record(Layout.PATCHES)));
  }

  @Test
  void valuesThatNoMaskHasAreCountedOverAllCases() throws IOException {
    LesionClass rim = new LesionClass("rim", List.of(7L, 900L));
    item.lesions(
        rule(Kind.CLASSES, List.of(new LesionClass("core", List.of(1L, 4L)), rim), 100, 0));
    PrepareSummary summary = prepare(Layout.VOLUMES, VoxelType.INT16, Map.of(20, 4, 21, 9));
    List<Absent> absent =
        List.of(new Absent("core", 1), new Absent("rim", 7), new Absent("rim", 900));
    assertEquals(absent, item.record(Layout.VOLUMES).changes().absent());
    assertEquals(absent, summary.content().absent());
    assertEquals(absent, item.prepare(Layout.VOLUMES).content().absent());
    PrepareSummary other =
        prepare(Layout.VOLUMES, VoxelType.INT16, Map.of(20, 1, 21, 900, 22, 7, 23, 4));
    assertEquals(List.of(), other.content().absent());
  }

  @Test
  void aSmallInstanceIsDroppedNamedAndCounted() throws IOException {
    item.lesions(rule(Kind.CLASSES, List.of(), 6.1, 0));
    PrepareSummary summary = prepare(Layout.VOLUMES, VoxelType.UINT8, Map.of(20, 1, 21, 1, 100, 1));
    CaseRecord record = item.record(Layout.VOLUMES);
    assertEquals(List.of(2L), voxels(record));
    assertEquals(3, record.foregroundVoxels());
    assertEquals(
        List.of(new Dropped("", OptionalLong.empty(), 1, 6, box(1, 2, 4, 1), Reason.MIN_MM3)),
        record.changes().dropped());
    assertEquals(new PrepareSummary.LesionCounts(1, 0, 0, 0, 0), summary.content().lesions());
    assertEquals(summary.content(), item.prepare(Layout.VOLUMES).content());
  }

  @Test
  void nearFragmentsAreOneInstance() throws IOException {
    item.lesions(rule(Kind.CLASSES, List.of(), 0, 3.01));
    PrepareSummary summary = prepare(Layout.VOLUMES, VoxelType.UINT8, Map.of(19, 1, 22, 1, 100, 1));
    CaseRecord record = item.record(Layout.VOLUMES);
    assertEquals(List.of(2L, 1L), voxels(record));
    assertEquals(
        List.of(
            new Merged(
                1, List.of(new Fragment(1, box(1, 2, 2, 0)), new Fragment(1, box(4, 5, 2, 0))))),
        record.changes().merged());
    assertEquals(new PrepareSummary.LesionCounts(0, 1, 0, 0, 0), summary.content().lesions());
  }

  @Test
  void noBackgroundWindowHoldsAnIgnoredOrDroppedVoxel() throws IOException {
    prepare(Layout.VOLUMES, VoxelType.UINT8, Map.of());
    assertEquals(1, item.record(Layout.VOLUMES).index().windows().size());
    item.lesions(new LesionRule(Kind.CLASSES, List.of(), List.of(), OptionalLong.of(7), 0, 0));
    prepare(Layout.VOLUMES, VoxelType.UINT8, Map.of(314, 7));
    assertEquals(0, item.record(Layout.VOLUMES).index().windows().size());
    assertEquals(0, item.record(Layout.VOLUMES).index().instances().size());
    assertEquals(Map.of(0f, 314, 7f, 1), item.tensor("label"));
    item.lesions(rule(Kind.CLASSES, List.of(), 100, 0));
    prepare(Layout.VOLUMES, VoxelType.UINT8, Map.of(314, 7));
    assertEquals(0, item.record(Layout.VOLUMES).index().windows().size());
  }

  @Test
  void idsAbove255SurviveBesideTheLabelMap() throws IOException {
    item.lesions(IDS);
    PrepareSummary summary =
        prepare(Layout.VOLUMES, VoxelType.INT32, Map.of(20, 300, 21, 301, 22, 300, 100, 301));
    CaseRecord record = item.record(Layout.VOLUMES);
    assertEquals(List.of(2L, 2L), voxels(record));
    assertEquals(
        List.of(new Renumbered(301, 1), new Renumbered(300, 2)), record.changes().renumbered());
    assertEquals(new PrepareSummary.LesionCounts(0, 0, 2, 0, 0), summary.content().lesions());
    assertEquals(Map.of(0f, 311, 1f, 4), item.tensor("label"));
    assertEquals(Map.of(0f, 311, 300f, 2, 301f, 2), item.tensor(DatasetFolder.LABEL_VALUES));
    assertEquals(1, summary.warnings().size());
    prepare(Layout.VOLUMES, VoxelType.INT32, Map.of(20, 70000));
    assertEquals(Map.of(0f, 314, 70000f, 1), item.tensor(DatasetFolder.LABEL_VALUES));
  }

  @Test
  void classesAbove255AreStoredByTheirNumber() throws IOException {
    LesionClass edge = new LesionClass("edge", List.of(300L));
    LesionClass core = new LesionClass("core", List.of(2L));
    item.lesions(
        new LesionRule(Kind.CLASSES, List.of(), List.of(core, edge), OptionalLong.of(400), 0, 0));
    prepare(Layout.PATCHES, VoxelType.INT16, Map.of(20, 300, 21, 2, 22, 400, 23, 5));
    assertEquals(Map.of(0f, 312, 1f, 1, 2f, 1, 255f, 1), item.patch("label"));
    assertEquals(2, item.record(Layout.PATCHES).index().instances().size());
  }

  @Test
  void aFolderWithARuleIsOfANewerFormatAndOneWithoutIsNot() throws IOException {
    prepare(Layout.VOLUMES, VoxelType.UINT8, Map.of(20, 1));
    Path dataset = item.output(Layout.VOLUMES).resolve("dataset.json");
    assertTrue(Files.readString(dataset).replace(" ", "").contains("\"formatVersion\":2,"));
    item.lesions(IDS);
    prepare(Layout.VOLUMES, VoxelType.UINT8, Map.of(20, 1));
    assertTrue(Files.readString(dataset).replace(" ", "").contains("\"formatVersion\":3,"));
  }
}
