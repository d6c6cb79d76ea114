package org.ibengine.cli.prepare;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Stack;
import org.ibengine.index.CropOptions;
import org.ibengine.index.GridOptions;
import org.ibengine.index.GridOptions.LabelInterpolation;
import org.ibengine.index.GridOptions.Mismatch;
import org.ibengine.index.GridOptions.Orient;
import org.ibengine.text.Text;
import org.ibengine.volume.Geometry.Spacing;
import org.ibengine.volume.Interpolation;
import picocli.CommandLine.IParameterConsumer;
import picocli.CommandLine.Model.ArgSpec;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;

/** The options of {@code ib prepare} that decide on which grid voxels are stored. */
public final class GridFlags {
  private static final String MEDIAN = "median";
  private static final String NONZERO = "nonzero";

  @Option(
      names = "--spacing",
      arity = "1..3",
      parameterConsumer = SpacingWords.class,
      paramLabel = "X Y Z|median",
      hideParamSyntax = true,
      description =
          "Store voxels X Y Z mm apart, or at the median spacing of all cases. Default: as in the"
              + " files.")
  private List<String> spacing;

  @Option(
      names = "--orientation",
      paramLabel = "RAS|keep",
      defaultValue = "keep",
      description =
          "RAS: flip and permute axes so that they run right, anterior and superior, as nearly as"
              + " they can; lossless. Default: ${DEFAULT-VALUE}.")
  private String orientation;

  @Option(
      names = "--geometry",
      paramLabel = "refuse|resample",
      defaultValue = "refuse",
      description =
          "What is done with a modality on another grid than the mask: the case fails, or it is"
              + " resampled onto the mask's. Default: ${DEFAULT-VALUE}.")
  private String geometry;

  @Option(
      names = "--reference",
      paramLabel = "MODALITY",
      description =
          "With --geometry resample: bring the others and the mask to the grid of this modality.")
  private String reference;

  @Option(
      names = "--interpolation",
      paramLabel = "linear|cubic|nearest",
      defaultValue = "linear",
      description =
          "How modalities are resampled; integers stay integers, rounded half to even. Default:"
              + " ${DEFAULT-VALUE}.")
  private String interpolation;

  @Option(
      names = "--label-interpolation",
      paramLabel = "nearest|linear",
      defaultValue = "nearest",
      description =
          "How the mask is resampled: the label of the nearest voxel, or the one with the largest"
              + " linear weight. Default: ${DEFAULT-VALUE}.")
  private String labelInterpolation;

  @Option(
      names = "--antialias",
      description = "Smooth a modality along axes on which it gets fewer voxels.")
  private boolean antialias;

  @Option(
      names = "--crop",
      paramLabel = "nonzero|LABELS",
      description =
          "Store only the box around voxels at which some modality is not 0, or around those with"
              + " one of these labels, such as 1,2.")
  private String crop;

  @Option(
      names = "--crop-margin",
      paramLabel = "VOXELS",
      description = "Voxels of the file that are kept around the box of --crop. Default: 0.")
  private Integer cropMargin;

  /** Takes one word if that is median, else three. */
  static final class SpacingWords implements IParameterConsumer {
    @Override
    public void consumeParameters(Stack<String> words, ArgSpec option, CommandSpec command) {
      List<String> taken = new ArrayList<>();
      int wanted = !words.isEmpty() && words.peek().equals(MEDIAN) ? 1 : 3;
      while (taken.size() < wanted && !words.isEmpty()) {
        taken.add(words.pop());
      }
      if (taken.size() < wanted) {
        throw new ParameterException(
            command.commandLine(),
            "--spacing takes X Y Z in mm, or median; was " + String.join(" ", taken));
      }
      if (option.getValue() != null) {
        throw new ParameterException(command.commandLine(), "--spacing is given once, was twice");
      }
      option.setValue(taken);
    }
  }

  boolean medianSpacing() {
    return spacing != null && spacing.get(0).equals(MEDIAN);
  }

  /**
   * @throws IllegalArgumentException naming the option that is out of range
   */
  GridOptions toGridOptions() {
    return new GridOptions(
        spacing == null || medianSpacing() ? Optional.empty() : Optional.of(spacingMm()),
        Orient.ofLabel(orientation),
        Mismatch.ofLabel(geometry),
        Optional.ofNullable(reference),
        Interpolation.ofLabel(interpolation),
        LabelInterpolation.ofLabel(labelInterpolation),
        antialias,
        crop());
  }

  private Spacing spacingMm() {
    try {
      double[] mm = spacing.stream().mapToDouble(Double::parseDouble).toArray();
      if (Arrays.stream(mm).allMatch(value -> value > 0 && Double.isFinite(value))) {
        return new Spacing(mm[0], mm[1], mm[2]);
      }
    } catch (NumberFormatException e) {
      throw new IllegalArgumentException(spacingRule(), e);
    }
    throw new IllegalArgumentException(spacingRule());
  }

  private String spacingRule() {
    return Text.format(
        "--spacing takes three positive numbers X Y Z in mm, or median; was %s",
        String.join(" ", spacing));
  }

  private Optional<CropOptions> crop() {
    if (crop == null) {
      if (cropMargin != null) {
        throw new IllegalArgumentException("--crop-margin goes with --crop, which was not given");
      }
      return Optional.empty();
    }
    int margin = cropMargin == null ? 0 : cropMargin;
    return Optional.of(new CropOptions(crop.equals(NONZERO) ? List.of() : labels(), margin));
  }

  private List<Long> labels() {
    try {
      return Arrays.stream(crop.split(",", -1)).map(String::strip).map(Long::valueOf).toList();
    } catch (NumberFormatException e) {
      throw new IllegalArgumentException(
          "--crop takes nonzero, or labels such as 1,2; was " + crop, e);
    }
  }
}
