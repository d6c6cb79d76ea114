package org.ibengine;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.UnaryOperator;
import org.ibengine.backend.WeightKind;
import org.ibengine.conformance.FolderSource;
import org.ibengine.dataset.CaseHeader;
import org.ibengine.dataset.CaseMeasure;
import org.ibengine.dataset.CaseSource;
import org.ibengine.error.OwnPartException;
import org.ibengine.index.CaseIndex;
import org.ibengine.index.DatasetIndex;
import org.ibengine.label.Instance;
import org.ibengine.volume.Box;
import org.ibengine.volume.Index3;
import org.ibengine.volume.VoxelType;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What a source gets wrong is told by the name of its case, and harms nothing else. */
class CaseSourceFaultTest {
  private static final EngineOptions OPTIONS =
      EngineOptions.defaults().backend("reference").threads(2);

  private final FolderSource folder = new FolderSource(FormatOneTest.FROZEN.resolve("volumes"));

  @AfterEach
  void close() {
    folder.close();
  }

  /** The folder's source, with another index or other voxels. */
  private abstract class Changed implements CaseSource {
    @Override
    public DatasetIndex cases() throws IOException {
      return folder.cases();
    }

    @Override
    public void read(String caseName, String volume, Box rows, ByteBuffer into) throws IOException {
      folder.read(caseName, volume, rows, into);
    }
  }

  private static void drain(IbEngine engine) {
    try (Epoch epoch = engine.epoch(1)) {
      epoch.forEach(Batch::close);
    }
  }

  private static String failure(Runnable code) {
    return assertThrows(OwnPartException.class, code::run).getMessage();
  }

  @Test
  void aSourceThatFailsEndsTheEpochByTheNameOfTheCaseNotTheEngine() {
    String broken = folder.cases().cases().get(0).name();
    IOException cause = new IOException("gone");
    Set<String> failing = ConcurrentHashMap.newKeySet();
    failing.add(broken);
    CaseSource source =
        new Changed() {
          @Override
          public void read(String caseName, String volume, Box rows, ByteBuffer into)
              throws IOException {
            if (failing.contains(caseName) && volume.equals("PET")) {
              throw cause;
            }
            super.read(caseName, volume, rows, into);
          }
        };
    try (IbEngine engine = IbEngine.open(source, OPTIONS)) {
      OwnPartException failed = assertThrows(OwnPartException.class, () -> drain(engine));
      String message = failed.getMessage();
      assertTrue(message.startsWith("case " + broken + ", volume PET: "), message);
      assertTrue(message.endsWith("gone"), message);
      assertSame(cause, failed.getCause());
      assertEquals(0, engine.slotsTaken());
    }
    failing.clear();
    try (IbEngine engine = IbEngine.open(source, OPTIONS)) {
      drain(engine);
    }
  }

  @Test
  void whatASourceThrowsOtherwiseIsToldTheSameWay() {
    CaseSource source =
        new Changed() {
          @Override
          public void read(String caseName, String volume, Box rows, ByteBuffer into) {
            throw new IllegalStateException("bug");
          }
        };
    try (IbEngine engine = IbEngine.open(source, OPTIONS)) {
      String message = failure(() -> drain(engine));
      assertTrue(message.startsWith("case ") && message.endsWith("bug"), message);
    }
  }

  @Test
  void aLabelMapThatIsNotTheIndexsIsRefusedWhereItsInstancesAreShown() {
    CaseSource source =
        new Changed() {
          @Override
          public void read(String caseName, String volume, Box rows, ByteBuffer into)
              throws IOException {
            if (volume.equals(CaseSource.LABEL)) {
              into.put(new byte[into.remaining()]);
            } else {
              super.read(caseName, volume, rows, into);
            }
          }
        };
    try (IbEngine engine = IbEngine.open(source, OPTIONS.weights(WeightKind.PATCH_INVERSE))) {
      String message = failure(() -> drain(engine));
      assertTrue(message.startsWith("case "), message);
      assertTrue(message.contains("as the index of its source says, holds 0"), message);
    }
  }

  private String refusal(UnaryOperator<DatasetIndex> change) {
    CaseSource source =
        new Changed() {
          @Override
          public DatasetIndex cases() {
            return change.apply(folder.cases());
          }
        };
    return failure(() -> IbEngine.open(source, OPTIONS).close());
  }

  private static DatasetIndex firstCase(DatasetIndex index, List<Instance> instances) {
    List<CaseIndex> cases = new ArrayList<>(index.cases());
    CaseIndex first = cases.get(0);
    cases.set(
        0,
        new CaseIndex(
            first.name(),
            first.geometry(),
            first.connectivity(),
            first.modalities(),
            instances,
            first.windows()));
    return new DatasetIndex(index.options(), cases);
  }

  @Test
  void anIndexThatNoLabelMapCanHaveIsRefusedByTheNameOfTheCase() {
    String first = folder.cases().cases().get(0).name();
    Instance there = folder.cases().cases().get(0).instances().get(0);
    Box outside = new Box(new Index3(9000, 0, 0), new Index3(9001, 1, 1));
    Instance far = new Instance(1, 1, outside, there.centroid(), List.of(outside.begin()));
    String message = refusal(index -> firstCase(index, List.of(far)));
    assertTrue(message.startsWith("case " + first + " of the source: instance 1"), message);
    Instance second =
        new Instance(2, there.voxels(), there.box(), there.centroid(), there.anchors());
    message = refusal(index -> firstCase(index, List.of(second)));
    assertTrue(message.contains("ids of instances must count from 1"), message);
  }

  @Test
  void aSourceThatListsNothingIsRefused() {
    assertTrue(refusal(index -> new DatasetIndex(index.options(), List.of())).contains("has none"));
    assertTrue(refusal(index -> null).contains("it gave null"));
    CaseSource offline =
        new Changed() {
          @Override
          public DatasetIndex cases() throws IOException {
            throw new IOException("offline");
          }
        };
    String message = failure(() -> IbEngine.open(offline, OPTIONS).close());
    assertTrue(message.contains("could not list them") && message.endsWith("offline"), message);
  }

  @Test
  void aModalityThatACaseLacksIsRefused() {
    String message =
        assertThrows(
                IllegalArgumentException.class,
                () -> IbEngine.open(folder, OPTIONS.modalities("MR")).close())
            .getMessage();
    assertTrue(message.startsWith("case ") && message.contains("not MR"), message);
    assertThrows(
        NullPointerException.class, () -> IbEngine.open((CaseSource) null, OPTIONS).close());
  }

  @Test
  void voxelsThatAreNotFiniteAreNotMeasured() {
    DatasetIndex prepared = folder.cases();
    CaseIndex item = prepared.cases().get(0);
    CaseHeader header =
        new CaseHeader(
            item.name(),
            item.geometry(),
            List.of(
                new CaseHeader.Modality("CT", VoxelType.FLOAT32),
                new CaseHeader.Modality("PET", VoxelType.FLOAT32)));
    CaseSource source =
        new Changed() {
          @Override
          public void read(String caseName, String volume, Box rows, ByteBuffer into) {
            while (into.hasRemaining()) {
              into.putFloat(Float.NaN);
            }
          }
        };
    String message = failure(() -> CaseMeasure.of(source, List.of(header), prepared.options(), 1));
    assertTrue(message.startsWith("case " + item.name() + ", volume CT: voxels must be"), message);
    assertNotEquals(0, item.instances().size());
  }
}
