package org.ibengine;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.ibengine.conformance.TinyDataset;
import org.ibengine.dataset.CaseSource;
import org.ibengine.error.DatasetMismatchException;
import org.ibengine.index.CaseIndex;
import org.ibengine.index.DatasetIndex;
import org.ibengine.index.Layout;
import org.ibengine.index.MinedWindow;
import org.ibengine.plan.Negatives;
import org.ibengine.plan.PatchRequest;
import org.ibengine.store.DatasetReader;
import org.ibengine.volume.Box;
import org.ibengine.volume.Index3;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Cases with mined windows: every second one of their grid, with gaps of 1, 2, 3, … mm. */
class MinedNegativesTest {
  @TempDir static Path folder;
  private static Path dataset;
  private static DatasetIndex mined;

  @BeforeAll
  static void prepare() {
    dataset = new RandomCases(13, 4).dataset().prepare(folder, Layout.VOLUMES);
    DatasetIndex index = DatasetReader.open(dataset).index();
    mined =
        new DatasetIndex(
            index.options(), index.cases().stream().map(MinedNegativesTest::mine).toList());
  }

  private static CaseIndex mine(CaseIndex item) {
    List<MinedWindow> windows = new ArrayList<>();
    for (int i = 0; i < item.windows().size(); i += 2) {
      windows.add(new MinedWindow(item.windows().get(i), i / 2 + 1, 0, TinyDataset.PATCH));
    }
    return new CaseIndex(
        item.name(),
        item.geometry(),
        item.connectivity(),
        item.modalities(),
        item.instances(),
        item.windows(),
        item.body(),
        windows);
  }

  /** Of which no voxel may be read: the record tells everything. */
  private record Records(DatasetIndex cases) implements CaseSource {
    @Override
    public void read(String caseName, String volume, Box rows, ByteBuffer into) throws IOException {
      throw new IOException("not to be read");
    }
  }

  private static EngineOptions options(Negatives negatives) {
    return EngineOptions.defaults().backend("reference").negatives(negatives);
  }

  private static Set<Index3> corners(CaseIndex item, int count) {
    return item.mined().stream().limit(count).map(MinedWindow::corner).collect(Collectors.toSet());
  }

  private static Set<Index3> pooled(IbEngine engine, String caseName) {
    return engine.pool().negatives().stream()
        .filter(site -> site.caseName().equals(caseName))
        .map(site -> site.corner())
        .collect(Collectors.toSet());
  }

  @Test
  void minedWindowsAreThoseOfTheRecordAndAsHardAsAskedFor() {
    for (double hardness : new double[] {0, 0.25, 0.5, 0.9}) {
      try (IbEngine engine =
          IbEngine.open(new Records(mined), options(Negatives.MINED).hardness(hardness))) {
        for (CaseIndex item : mined.cases()) {
          int kept = (int) Math.ceil((1 - hardness) * item.mined().size());
          assertTrue(kept > 0);
          assertEquals(corners(item, kept), pooled(engine, item.name()), "hardness " + hardness);
        }
      }
    }
  }

  @Test
  void patchesAreOfTheStratumAndBothGivesHalfOfEach() {
    EngineOptions options = options(Negatives.BOTH).negativesPerPositive(2);
    try (IbEngine engine = IbEngine.open(new Records(mined), options)) {
      int mine = 0;
      int grid = 0;
      Set<String> seen = new HashSet<>();
      for (PatchRequest request : plan(engine)) {
        mine += request.stratum().equals("mined") ? 1 : 0;
        grid += request.stratum().equals("grid") ? 1 : 0;
        seen.add(request.stratum());
      }
      assertEquals(Set.of("", "mined", "grid"), seen);
      assertEquals(10, mine);
      assertEquals(10, grid);
    }
  }

  private static List<PatchRequest> plan(IbEngine engine) {
    try (Epoch epoch = engine.epoch(1)) {
      return epoch.plan().requests().stream().filter(request -> !request.filler()).toList();
    }
  }

  @Test
  void anotherPatchSizeAndDatasetsWithoutMinedWindowsAreRefused() {
    String size =
        assertThrows(
                DatasetMismatchException.class,
                () ->
                    IbEngine.open(new Records(mined), options(Negatives.MINED).patchSize(4, 3, 2)))
            .getMessage();
    assertTrue(size.contains("(5, 5, 4)") && size.contains("(4, 3, 2)"), size);
    String none =
        assertThrows(
                DatasetMismatchException.class,
                () -> IbEngine.open(dataset, options(Negatives.BOTH)))
            .getMessage();
    assertTrue(none.startsWith("no case has mined windows"), none);
  }
}
