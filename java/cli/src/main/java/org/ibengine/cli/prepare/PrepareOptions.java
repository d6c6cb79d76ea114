package org.ibengine.cli.prepare;

import org.ibengine.cli.options.ModalityOption;
import org.ibengine.cli.options.NormaliseOption;
import org.ibengine.cli.options.SizeOption;
import org.ibengine.index.Layout;
import org.ibengine.index.NanRule;
import org.ibengine.index.StoreRule;
import org.ibengine.index.VolumeEncoding;
import org.ibengine.label.Connectivity;
import org.ibengine.prepare.PrepareBuilder;
import org.ibengine.volume.Size3;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** The options of {@code ib prepare} that decide what the dataset holds. */
public final class PrepareOptions {
  @Option(
      names = "--layout",
      paramLabel = "patches|volumes",
      defaultValue = "patches",
      description = {
        "patches: one NIfTI file per patch, as IB-sampling's loader reads them;",
        "volumes: whole volumes, nothing stored twice. Default: ${DEFAULT-VALUE}."
      })
  private String layout;

  @Option(
      names = "--encoding",
      paramLabel = "packed|raw",
      description = {
        "With --layout volumes. packed: voxels in bricks with as few bits as they need, the same to",
        "whoever reads them; raw: as they are. Default: packed."
      })
  private String encoding;

  @Option(
      names = "--store",
      paramLabel = "auto|uint16|float16",
      description = {
        "With --layout volumes. auto: voxels in the type of their file; uint16: floats as 65,536",
        "steps from the smallest to the largest of a case, off by half a step at most; float16: as",
        "the nearest floats of 16 bits. Whole numbers lose nothing. Default: auto."
      })
  private String store;

  @Option(
      names = "--patch-size",
      arity = "3",
      paramLabel = "X Y Z",
      hideParamSyntax = true,
      description = "Patch size X Y Z in voxels. Default: 128 128 128.")
  private int[] patchSize = {128, 128, 128};

  @Option(
      names = "--stride",
      arity = "3",
      paramLabel = "X Y Z",
      hideParamSyntax = true,
      description =
          "Distance X Y Z between background windows in voxels. Default: half the patch size.")
  private int[] stride;

  @Option(
      names = "--margin",
      paramLabel = "VOXELS",
      defaultValue = "10",
      description = "Voxels around a lesion's box. Default: ${DEFAULT-VALUE}.")
  private int margin;

  @Option(
      names = "--connectivity",
      paramLabel = "6|18|26",
      defaultValue = "6",
      description = "Which neighbouring voxels belong to one lesion. Default: ${DEFAULT-VALUE}.")
  private int connectivity;

  @Option(
      names = "--percentiles",
      arity = "2",
      paramLabel = "LO HI",
      hideParamSyntax = true,
      description = "Percentages LO HI that become 0 and 1. Default: 1 99.")
  private double[] percentiles = {1, 99};

  @Mixin private ModalityOption modalities = new ModalityOption();

  @Mixin private LesionOptions lesions = new LesionOptions();

  @Mixin private NormaliseOption normalise = new NormaliseOption();

  @Option(
      names = "--geometry-tolerance",
      paramLabel = "MM",
      description =
          "How far voxels may lie from the mask's. Default: 0.1 mm, but at most a quarter of a voxel.")
  private Double geometryToleranceMm;

  @Option(
      names = "--nan",
      paramLabel = "refuse|zero|min",
      defaultValue = "refuse",
      description = {
        "What NaN in a modality become before percentiles are measured: 0 or the smallest finite",
        "value of the volume; or the case is refused. Default: ${DEFAULT-VALUE}."
      })
  private String nan;

  @Mixin private GridFlags grid = new GridFlags();

  @Mixin private BodyOptions body = new BodyOptions();

  /**
   * Says it all to a request.
   *
   * @throws IllegalArgumentException naming the option that is out of range
   */
  void apply(PrepareBuilder request) {
    Size3 patch = SizeOption.checked("--patch-size", patchSize);
    request
        .layout(Layout.ofLabel(layout))
        .patchSize(patch.x(), patch.y(), patch.z())
        .margin(margin)
        .connectivity(Connectivity.of(connectivity))
        .percentiles(percentiles[0], percentiles[1])
        .modalities(modalities.names().toArray(String[]::new))
        .nan(NanRule.ofLabel(nan))
        .lesions(lesions.toRule())
        .normalise(normalise.choice())
        .grid(grid.toGridOptions())
        .body(body.toRule());
    if (encoding != null) {
      if (Layout.ofLabel(layout) != Layout.VOLUMES) {
        throw new IllegalArgumentException("--encoding goes with --layout volumes, was " + layout);
      }
      request.encoding(VolumeEncoding.ofLabel(encoding));
    }
    if (store != null) {
      if (Layout.ofLabel(layout) != Layout.VOLUMES) {
        throw new IllegalArgumentException("--store goes with --layout volumes, was " + layout);
      }
      request.store(StoreRule.ofLabel(store));
    }
    if (stride != null) {
      Size3 step = SizeOption.checked("--stride", stride);
      request.stride(step.x(), step.y(), step.z());
    }
    if (geometryToleranceMm != null) {
      request.geometryTolerance(geometryToleranceMm);
    }
    if (grid.medianSpacing()) {
      request.medianSpacing();
    }
  }
}
