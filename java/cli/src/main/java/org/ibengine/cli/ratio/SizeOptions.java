package org.ibengine.cli.ratio;

import java.util.LinkedHashSet;
import java.util.List;
import org.ibengine.ratio.PatchExtent;
import org.ibengine.volume.Size3;
import picocli.CommandLine.Option;

/** Which sizes are looked at. */
final class SizeOptions {
  private static final List<Integer> USUAL = List.of(32, 48, 64, 96, 128);

  @Option(
      names = "--sizes",
      parameterConsumer = SizeWords.Voxels.class,
      paramLabel = "SIZE…",
      hideParamSyntax = true,
      description =
          "Patch sizes in voxels: cubes as one number, boxes as X,Y,Z. Default: 32 48 64 96 128.")
  private List<PatchExtent> voxels = List.of();

  @Option(
      names = "--sizes-mm",
      parameterConsumer = SizeWords.Millimetres.class,
      paramLabel = "MM…",
      hideParamSyntax = true,
      description =
          "Patch sizes in mm instead. In each case they are divided by its spacing and rounded to"
              + " whole voxels, halves up, at least 1.")
  private List<PatchExtent> millimetres = List.of();

  /**
   * In the order given, none twice.
   *
   * @throws IllegalArgumentException if both are given
   */
  List<PatchExtent> wanted() {
    if (!voxels.isEmpty() && !millimetres.isEmpty()) {
      throw new IllegalArgumentException(
          "--sizes and --sizes-mm exclude each other, both were given; leave one out");
    }
    if (voxels.isEmpty() && millimetres.isEmpty()) {
      return USUAL.stream().map(side -> PatchExtent.ofVoxels(new Size3(side, side, side))).toList();
    }
    return List.copyOf(new LinkedHashSet<>(voxels.isEmpty() ? millimetres : voxels));
  }
}
