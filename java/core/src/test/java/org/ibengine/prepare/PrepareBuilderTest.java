package org.ibengine.prepare;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.ibengine.index.BodyRule;
import org.ibengine.index.CropOptions;
import org.ibengine.index.DatasetOptions;
import org.ibengine.index.GridOptions;
import org.ibengine.index.GridOptions.LabelInterpolation;
import org.ibengine.index.GridOptions.Mismatch;
import org.ibengine.index.GridOptions.Orient;
import org.ibengine.index.Layout;
import org.ibengine.index.NanRule;
import org.ibengine.index.PercentileRange;
import org.ibengine.index.VolumeEncoding;
import org.ibengine.label.Connectivity;
import org.ibengine.volume.Geometry.Spacing;
import org.ibengine.volume.GridTolerance;
import org.ibengine.volume.Interpolation;
import org.ibengine.volume.Size3;
import org.junit.jupiter.api.Test;

class PrepareBuilderTest {
  private static PrepareBuilder builder() {
    return PrepareRequest.builder(List.of(Path.of("raw")), Path.of("out"));
  }

  @Test
  void whatIsNotSaidIsAsInIbPrepare() {
    PrepareRequest request = builder().build();
    assertEquals(
        new DatasetOptions(
            Layout.PATCHES,
            new Size3(128, 128, 128),
            new Size3(64, 64, 64),
            10,
            Connectivity.FACE_6,
            new PercentileRange(1, 99),
            List.of(),
            GridTolerance.DEFAULT,
            NanRule.REFUSE),
        request.options());
    assertTrue(request.execution().locked());
    assertTrue(request.execution().maxMemoryBytes() > 1 << 20);
  }

  @Test
  void everythingThatIsSaidIsInTheRequest() {
    GridOptions grid =
        GridOptions.DEFAULT
            .withSpacing(new Spacing(1, 2, 3))
            .withOrientation(Orient.RAS)
            .resamplingTo("T1")
            .withInterpolation(Interpolation.CUBIC, LabelInterpolation.LINEAR, true)
            .withCrop(new CropOptions(List.of(2L), 4));
    PrepareRequest request =
        builder()
            .layout(Layout.VOLUMES)
            .patchSize(8, 9, 10)
            .stride(3, 4, 5)
            .margin(6)
            .connectivity(Connectivity.CORNER_26)
            .percentiles(0.5, 99.5)
            .modalities("T2", "T1")
            .geometryTolerance(0.25)
            .nan(NanRule.MIN)
            .grid(grid)
            .body(BodyRule.from(-400).in("T1"))
            .threads(3)
            .maxMemory(77 << 20)
            .force()
            .failFast()
            .withoutLock()
            .encoding(VolumeEncoding.RAW)
            .build();
    assertEquals(
        new DatasetOptions(
                Layout.VOLUMES,
                new Size3(8, 9, 10),
                new Size3(3, 4, 5),
                6,
                Connectivity.CORNER_26,
                new PercentileRange(0.5, 99.5),
                List.of("T2", "T1"),
                GridTolerance.of(0.25),
                NanRule.MIN)
            .withGrid(
                new GridOptions(
                    Optional.of(new Spacing(1, 2, 3)),
                    Orient.RAS,
                    Mismatch.RESAMPLE,
                    Optional.of("T1"),
                    Interpolation.CUBIC,
                    LabelInterpolation.LINEAR,
                    true,
                    Optional.of(new CropOptions(List.of(2L), 4))))
            .withBody(BodyRule.from(-400).in("T1")),
        request.options());
    assertEquals(
        new PrepareRequest.Execution(3, 77 << 20, true, true, false, VolumeEncoding.RAW),
        request.execution());
  }

  @Test
  void theMedianAndASpacingExcludeEachOther() {
    PrepareBuilder both =
        builder().grid(GridOptions.DEFAULT.withSpacing(new Spacing(1, 1, 1))).medianSpacing();
    assertThrows(IllegalArgumentException.class, both::build);
    assertTrue(builder().medianSpacing().build().medianSpacing());
  }

  @Test
  void choicesThatMakeNoSenseWithoutOthersAreRefused() {
    String message =
        assertThrows(
                IllegalArgumentException.class,
                () ->
                    GridOptions.DEFAULT.withInterpolation(
                        Interpolation.NEAREST, LabelInterpolation.NEAREST, true))
            .getMessage();
    assertTrue(message.contains("--antialias goes with --interpolation linear or cubic"), message);
    message =
        assertThrows(
                IllegalArgumentException.class,
                () ->
                    new GridOptions(
                        Optional.empty(),
                        Orient.KEEP,
                        Mismatch.REFUSE,
                        Optional.of("T1"),
                        Interpolation.LINEAR,
                        LabelInterpolation.NEAREST,
                        false,
                        Optional.empty()))
            .getMessage();
    assertTrue(message.contains("--reference T1 goes with --geometry resample"), message);
  }
}
