package org.ibengine.dataset;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.util.List;
import org.ibengine.backend.Backend;
import org.ibengine.backend.reference.ReferenceBackendProvider;
import org.ibengine.conformance.TinyCase;
import org.ibengine.conformance.TinyDataset;
import org.ibengine.index.Layout;
import org.ibengine.label.Instance;
import org.ibengine.plan.NegativeSite;
import org.ibengine.plan.PositiveSite;
import org.ibengine.volume.Box;
import org.ibengine.volume.Index3;
import org.ibengine.volume.Size3;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A lesion of 2 × 3 × 1 voxels in a corner of patches of 5 × 5 × 4 with a margin of 1. */
class PatchesOpenerTest {
  private static final Size3 SIZE = new Size3(13, 11, 9);
  private static final Box LESION = new Box(new Index3(7, 5, 4), new Index3(9, 8, 5));

  @TempDir private Path folder;
  private final Backend backend = new ReferenceBackendProvider().open(1);
  private Path dataset;

  @BeforeEach
  void prepare() {
    TinyCase item = new TinyCase("p07", SIZE).lesion(1, 7, 5, 4, 9, 8, 5);
    dataset = new TinyDataset(item).prepare(folder, Layout.PATCHES);
  }

  @AfterEach
  void close() {
    backend.close();
  }

  private OpenedDataset open(Size3 patchSize, boolean instances) {
    return DatasetOpener.open(
        dataset, new OpenRequest(List.of("T1"), patchSize, 1, instances), backend);
  }

  @Test
  void aLesionLiesInItsPatchWhereItLiesInTheVolumeLessThePatchsOrigin() {
    OpenedDataset opened = open(null, false);
    PositiveSite site = opened.pool().positives().get(0);
    Index3 origin = opened.origins().get(site.source());
    Instance whole = opened.cases().get("p07").instances().get(1);
    assertEquals(LESION, whole.box());
    assertEquals(LESION.begin(), plus(site.instance().box().begin(), origin));
    assertEquals(LESION.end(), plus(site.instance().box().end(), origin));
    assertEquals(
        whole.anchors(),
        site.instance().anchors().stream().map(anchor -> plus(anchor, origin)).toList());
    assertEquals(whole.centroid().x(), site.instance().centroid().x() + origin.x(), 1e-12);
    assertEquals(whole.centroid().y(), site.instance().centroid().y() + origin.y(), 1e-12);
    assertEquals(whole.centroid().z(), site.instance().centroid().z() + origin.z(), 1e-12);
    assertEquals(6, site.instance().voxels());
  }

  private static Index3 plus(Index3 a, Index3 b) {
    return new Index3(a.x() + b.x(), a.y() + b.y(), a.z() + b.z());
  }

  @Test
  void itsPositiveBoxIsTheWholePatchFromItsFirstVoxel() {
    OpenedDataset opened = open(null, false);
    PositiveSite site = opened.pool().positives().get(0);
    assertEquals(Index3.ZERO, site.box().begin());
    assertEquals(site.volume(), site.box().size());
    assertEquals(site.volume(), opened.sources().get(site.source()).size());
  }

  @Test
  void everyWindowIsASourceAtItsPlaceInTheVolume() {
    OpenedDataset opened = open(null, false);
    List<NegativeSite> windows = opened.pool().negatives().stream().toList();
    assertTrue(windows.size() > 1);
    assertEquals(opened.sources().size(), windows.size() + 1);
    for (NegativeSite window : windows) {
      Index3 origin = opened.origins().get(window.source());
      assertEquals(Index3.ZERO, window.corner());
      Index3 end = plus(origin, past(window.volume()));
      assertTrue(end.x() <= SIZE.x() && end.y() <= SIZE.y() && end.z() <= SIZE.z(), end + "");
      boolean apart =
          end.x() <= LESION.begin().x()
              || end.y() <= LESION.begin().y()
              || end.z() <= LESION.begin().z()
              || origin.x() >= LESION.end().x()
              || origin.y() >= LESION.end().y()
              || origin.z() >= LESION.end().z();
      assertTrue(apart, "window from " + origin + " to " + end);
      assertEquals("case p07 negative patch " + (window.source() - 1), nameOf(opened, window));
    }
  }

  private static Index3 past(Size3 size) {
    return new Index3(size.x(), size.y(), size.z());
  }

  private static String nameOf(OpenedDataset opened, NegativeSite window) {
    return opened.sources().get(window.source()).name();
  }

  @Test
  void onlyTheModalitiesAskedForAreChannels() {
    OpenedDataset opened = open(null, false);
    assertEquals(List.of("T1"), opened.modalities());
    opened.sources().forEach(source -> assertEquals(1, source.channels().size()));
  }

  @Test
  void anotherPatchSizeChangesNoSource() {
    OpenedDataset small = open(new Size3(3, 2, 1), false);
    assertEquals(new Size3(3, 2, 1), small.patchSize());
    assertEquals(open(null, false).sources(), small.sources());
  }

  @Test
  void instanceMapsNeedWholeLabelMaps() {
    String message =
        assertThrows(IllegalArgumentException.class, () -> open(null, true)).getMessage();
    assertTrue(message.contains("need whole label maps"), message);
  }
}
