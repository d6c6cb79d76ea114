package org.ibengine.prepare;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.function.Consumer;
import org.ibengine.backend.Backend;
import org.ibengine.backend.reference.ReferenceBackend;
import org.ibengine.index.CaseIndex;
import org.ibengine.index.DatasetOptions;
import org.ibengine.index.Layout;
import org.ibengine.index.NanRule;
import org.ibengine.store.DatasetFolder;
import org.ibengine.store.DatasetReader;
import org.ibengine.volume.Affine;
import org.ibengine.volume.Geometry;
import org.ibengine.volume.GridTolerance;
import org.ibengine.volume.Index3;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Headers that say two things at once, and grids closer than rounding but further than voxels. */
class ContradictoryHeaderTest {
  @TempDir private Path temporary;
  private final Backend backend = new ReferenceBackend();
  private RawCases raw;
  private Path output;

  @BeforeEach
  void makeACase() throws IOException {
    raw = new RawCases(backend, temporary.resolve("raw"));
    output = temporary.resolve("out");
    raw.add("p1", new Index3(6, 1, 3));
    raw.mask("p1", "GT.nii", new Index3(6, 1, 3));
    Files.delete(temporary.resolve("raw/p1/GT.nii.gz"));
  }

  private PrepareSummary run(GridTolerance tolerance) {
    DatasetOptions common = RawCases.options(Layout.VOLUMES);
    DatasetOptions options =
        new DatasetOptions(
            common.layout(),
            common.patchSize(),
            common.stride(),
            common.margin(),
            common.connectivity(),
            common.percentiles(),
            common.modalities(),
            tolerance,
            NanRule.REFUSE);
    return Preparation.run(raw.request(output, options), backend, PrepareListener.NONE);
  }

  private void edit(String file, Consumer<ByteBuffer> header) throws IOException {
    Path path = temporary.resolve("raw/p1").resolve(file);
    byte[] bytes = Files.readAllBytes(path);
    header.accept(ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN));
    Files.write(path, bytes);
  }

  private CaseIndex prepared() {
    return DatasetReader.readCase(new DatasetFolder(output), "p1").index();
  }

  @Test
  void spacingIsTheAffinesAndOneWarningNamesFileAndBothValues() throws IOException {
    Consumer<ByteBuffer> oddPixdim = header -> header.putFloat(80, 4).putFloat(84, 4);
    edit("T1.nii", oddPixdim);
    edit("GT.nii", oddPixdim);
    PrepareSummary summary = run(GridTolerance.DEFAULT);
    assertEquals(List.of("p1"), summary.prepared());
    assertEquals(
        List.of(warning("GT.nii"), warning("T1.nii")),
        summary.warnings().stream().map(CaseWarning::message).toList());
    assertEquals(new Geometry.Spacing(1, 2, 3), prepared().geometry().spacing());
    assertEquals(6, prepared().geometry().voxelVolumeMm3());
  }

  private String warning(String file) {
    return temporary.resolve("raw/p1").resolve(file)
        + ": the header contradicts itself: pixdim says a spacing of (4.0, 4.0, 3.0) mm, the sform"
        + " (1.0, 2.0, 3.0) mm; the sform is used";
  }

  @Test
  void aSingularSformEndsItsCase() throws IOException {
    edit("T1.nii", header -> header.putFloat(280 + 4 * 10, 0));
    String message = run(GridTolerance.DEFAULT).failures().get(0).message();
    assertTrue(message.contains("T1.nii: the sform must give voxels a volume"), message);
  }

  @Test
  void aMaskInMetresLiesOnAnImageInMm() throws IOException {
    edit(
        "GT.nii",
        header -> {
          header.put(123, (byte) 1);
          for (int i = 0; i < 3; i++) {
            header.putFloat(80 + 4 * i, (i + 1) / 1000f).putFloat(280 + 20 * i, (i + 1) / 1000f);
          }
        });
    assertEquals(List.of("p1"), run(GridTolerance.DEFAULT).prepared());
    assertEquals(RawCases.GRID, prepared().geometry());
  }

  @Test
  void aTenthOfAMillimetreIsTooMuchForSmallVoxelsUnlessAskedFor() throws IOException {
    Affine small = Affine.scaling(0.05, 0.05, 0.05);
    Affine moved = Affine.of(0.05, 0, 0, 0.05, 0, 0.05, 0, 0, 0, 0, 0.05, 0);
    Geometry.Spacing spacing = new Geometry.Spacing(0.05, 0.05, 0.05);
    raw.image("p1", "FLAIR.nii.gz", new Geometry(RawCases.SIZE, spacing, small));
    raw.image("p1", "T1.nii", new Geometry(RawCases.SIZE, spacing, moved));
    edit(
        "GT.nii",
        header -> {
          for (int i = 0; i < 3; i++) {
            header.putFloat(80 + 4 * i, 0.05f).putFloat(280 + 20 * i, 0.05f);
          }
        });
    String message = run(GridTolerance.DEFAULT).failures().get(0).message();
    assertTrue(message.contains("must lie within 0.0125 mm of its mask GT.nii"), message);
    assertTrue(message.contains("--geometry-tolerance"), message);
    assertEquals(List.of("p1"), run(GridTolerance.of(0.1)).prepared());
  }

  @Test
  void theDefaultIsRecordedAsEverAndTheSameNumberAskedForApart() {
    run(GridTolerance.DEFAULT);
    assertEquals(GridTolerance.DEFAULT, DatasetReader.open(output).options().geometryTolerance());
    assertEquals(List.of("p1"), run(GridTolerance.of(0.1)).prepared());
    assertEquals(GridTolerance.of(0.1), DatasetReader.open(output).options().geometryTolerance());
    run(GridTolerance.of(0.5));
    assertEquals(GridTolerance.of(0.5), DatasetReader.open(output).options().geometryTolerance());
  }
}
