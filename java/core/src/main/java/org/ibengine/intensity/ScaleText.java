package org.ibengine.intensity;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import org.ibengine.intensity.IntensityScale.Clip;
import org.ibengine.intensity.IntensityScale.NnunetCt;
import org.ibengine.intensity.IntensityScale.NnunetMr;
import org.ibengine.intensity.IntensityScale.None;
import org.ibengine.intensity.IntensityScale.Percentile;
import org.ibengine.intensity.IntensityScale.Prepared;
import org.ibengine.intensity.IntensityScale.Window;
import org.ibengine.intensity.IntensityScale.ZScore;
import org.ibengine.text.Text;

/** Scales as text, to and from. */
final class ScaleText {
  private static final String FORMS =
      "prepared, percentile:LO:HI[:VOXELS], window:LO:HI, zscore[:VOXELS][:clip:LO:HI], none,"
          + " nnunet-ct or nnunet-mr";

  private final String text;
  private final Deque<String> parts;

  private ScaleText(String text) {
    this.text = text;
    this.parts = new ArrayDeque<>(List.of(text.split(":", -1)));
  }

  static String of(IntensityScale scale) {
    if (scale instanceof Percentile one) {
      return "percentile:" + number(one.low()) + ":" + number(one.high()) + over(one.over());
    }
    if (scale instanceof Window one) {
      return "window:" + number(one.low()) + ":" + number(one.high());
    }
    if (scale instanceof ZScore one) {
      return "zscore" + over(one.over()) + one.clip().map(ScaleText::of).orElse("");
    }
    if (scale instanceof None) {
      return "none";
    }
    if (scale instanceof NnunetCt) {
      return "nnunet-ct";
    }
    return scale instanceof NnunetMr ? "nnunet-mr" : "prepared";
  }

  private static String of(Clip clip) {
    return ":clip:" + number(clip.low()) + ":" + number(clip.high());
  }

  private static String over(VoxelSet set) {
    return set == VoxelSet.ALL ? "" : ":" + set.label();
  }

  private static String number(double value) {
    return IntensityStatistics.text(value);
  }

  static IntensityScale parse(String text) {
    ScaleText read = new ScaleText(text);
    IntensityScale scale = read.scale();
    if (!read.parts.isEmpty()) {
      throw read.refused();
    }
    return scale;
  }

  private IntensityScale scale() {
    return switch (parts.pop()) {
      case "prepared" -> new Prepared();
      case "percentile" -> new Percentile(number(), number(), over());
      case "window" -> new Window(number(), number());
      case "zscore" -> zScore();
      case "none" -> new None();
      case "nnunet-ct" -> new NnunetCt();
      case "nnunet-mr" -> new NnunetMr();
      default -> throw refused();
    };
  }

  private ZScore zScore() {
    ZScore scale = IntensityScale.zScore("clip".equals(parts.peek()) ? VoxelSet.ALL : over());
    if (parts.isEmpty()) {
      return scale;
    }
    if (!parts.pop().equals("clip")) {
      throw refused();
    }
    return scale.clipped(number(), number());
  }

  private VoxelSet over() {
    return parts.isEmpty() ? VoxelSet.ALL : VoxelSet.ofLabel(parts.pop());
  }

  private double number() {
    if (parts.isEmpty()) {
      throw refused();
    }
    try {
      return Double.parseDouble(parts.pop());
    } catch (NumberFormatException e) {
      throw refused();
    }
  }

  private IllegalArgumentException refused() {
    return new IllegalArgumentException(
        Text.format("a normalisation must be %s, was %s", FORMS, text));
  }
}
