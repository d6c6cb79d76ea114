package org.ibengine.train;

import java.util.List;
import java.util.Locale;
import org.ibengine.place.WindowStarts;
import org.ibengine.predict.Blend;
import org.ibengine.predict.PredictionKind;
import org.ibengine.predict.WindowStitcher;
import org.ibengine.text.Text;
import org.ibengine.torch.predict.Flips;
import org.ibengine.volume.Size3;
import picocli.CommandLine.Option;

/** How a network is led over volumes, and what is written of it. */
final class WindowOptions {
  @Option(
      names = "--windows",
      arity = "1..3",
      paramLabel = "N | X Y Z",
      hideParamSyntax = true,
      description = "Size of windows: N³ or X Y Z voxels. Default: the patches of the training.")
  private List<Integer> windows = List.of();

  @Option(
      names = "--stride",
      arity = "1..3",
      paramLabel = "N | X Y Z",
      hideParamSyntax = true,
      description =
          "From one window to the next, in voxels. Default: three quarters of a window, rounded"
              + " down.")
  private List<Integer> stride = List.of();

  @Option(
      names = "--blend",
      defaultValue = "constant",
      paramLabel = "constant|gaussian",
      hideParamSyntax = true,
      description =
          "How windows count where they overlap: alike, or by a Gaussian around their centres."
              + " Default: constant.")
  private String blend;

  @Option(
      names = "--average",
      defaultValue = "logits",
      paramLabel = "logits|probabilities",
      hideParamSyntax = true,
      description = "What is averaged where windows overlap. Default: logits.")
  private String average;

  @Option(
      names = "--output",
      defaultValue = "probabilities",
      paramLabel = "probabilities|logits|mask",
      hideParamSyntax = true,
      description =
          "What is written: the probability of foreground, its logit, or 1 where foreground is more"
              + " probable than not. Default: probabilities.")
  private String output;

  @Option(names = "--logits", description = "The same as --output logits.")
  private boolean logits;

  @Option(
      names = "--flips",
      defaultValue = "none",
      paramLabel = "AXES",
      description =
          "Average over mirror images along these axes, too: xyz for 8 images. Default: none.")
  private String flips;

  Size3 window(Size3 ofTraining) {
    return windows.isEmpty() ? ofTraining : size("--windows", windows);
  }

  WindowStitcher.Layout layout(Size3 window) {
    Size3 step =
        stride.isEmpty()
            ? new Size3(
                WindowStarts.of(1, window.x()).stride(),
                WindowStarts.of(1, window.y()).stride(),
                WindowStarts.of(1, window.z()).stride())
            : size("--stride", stride);
    for (int axis = 0; axis < 3; axis++) {
      if (step.get(axis) > window.get(axis)) {
        throw new IllegalArgumentException(
            Text.format(
                "--stride must not be longer than a window, or voxels are left out; was %s with windows of %s",
                step, window));
      }
    }
    return new WindowStitcher.Layout(window, step, choice("--blend", Blend.class, blend));
  }

  PredictionKind averaged() {
    PredictionKind kind = choice("--average", PredictionKind.class, average);
    if (kind == PredictionKind.MASK) {
      throw new IllegalArgumentException("--average must be logits or probabilities, was mask");
    }
    return kind;
  }

  PredictionKind written() {
    return logits ? PredictionKind.LOGITS : choice("--output", PredictionKind.class, output);
  }

  Flips flips() {
    return Flips.of(flips);
  }

  private static Size3 size(String option, List<Integer> parts) {
    if (parts.size() == 2 || parts.stream().anyMatch(part -> part < 1)) {
      throw new IllegalArgumentException(
          option + " must be one or three positive numbers, were " + parts);
    }
    int x = parts.get(0);
    return parts.size() == 1 ? new Size3(x, x, x) : new Size3(x, parts.get(1), parts.get(2));
  }

  private static <E extends Enum<E>> E choice(String option, Class<E> type, String text) {
    for (E value : type.getEnumConstants()) {
      if (value.name().toLowerCase(Locale.ROOT).equals(text)) {
        return value;
      }
    }
    StringBuilder names = new StringBuilder();
    for (E value : type.getEnumConstants()) {
      names.append(names.length() == 0 ? "" : ", ").append(value.name().toLowerCase(Locale.ROOT));
    }
    throw new IllegalArgumentException(option + " must be one of " + names + ", was " + text);
  }
}
