package org.ibengine.cli.options;

import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.ibengine.EngineOptions;
import org.ibengine.intensity.IntensityChoice;
import org.ibengine.intensity.IntensityScale;
import org.ibengine.io.ImageName;
import org.ibengine.text.Text;
import picocli.CommandLine.Option;

/** How the values of modalities are normalised. */
public final class NormaliseOption {
  public static final String NAME = "--normalise";

  @Option(
      names = NAME,
      paramLabel = "[MODALITY=]SPEC",
      description = {
        "How values are normalised: prepared, percentile:LO:HI[:VOXELS], window:LO:HI,",
        "zscore[:VOXELS][:clip:LO:HI], none, nnunet-ct or nnunet-mr; VOXELS is all, positive or",
        "label. Of one modality, or of all that are not named; can be repeated. Needs the values:",
        "of stored patches it is chosen when they are prepared. Default: prepared."
      })
  private List<String> specs = List.of();

  /**
   * @throws IllegalArgumentException as {@link #choice}
   */
  EngineOptions applyTo(EngineOptions options) {
    IntensityChoice choice = choice();
    EngineOptions chosen = options.normalise(choice.others());
    for (Map.Entry<String, IntensityScale> one : choice.byModality().entrySet()) {
      chosen = chosen.normalise(one.getKey(), one.getValue());
    }
    return chosen;
  }

  /** The options as they were given, for another command. */
  public List<String> words() {
    return specs.stream().flatMap(spec -> Stream.of(NAME, spec)).toList();
  }

  /**
   * @throws IllegalArgumentException if one is not a normalisation, or a modality is named twice
   */
  public IntensityChoice choice() {
    IntensityChoice choice = IntensityChoice.PREPARED;
    boolean others = false;
    for (String spec : specs) {
      int end = spec.lastIndexOf('=');
      if (end >= 0 && spec.substring(0, end).isBlank()) {
        throw new IllegalArgumentException(
            Text.format(
                "%s names a modality before =, or is without = for all that are not named; was %s",
                NAME, spec));
      }
      IntensityScale scale = IntensityScale.parse(spec.substring(end + 1));
      String modality = end < 0 ? null : ImageName.composed(spec.substring(0, end).strip());
      if (end < 0 ? others : choice.byModality().containsKey(modality)) {
        throw new IllegalArgumentException(
            Text.format(
                "%s is given once for each modality and once for all others, was given %s",
                NAME, String.join(" ", specs)));
      }
      others = others || end < 0;
      choice = end < 0 ? choice.others(scale) : choice.with(modality, scale);
    }
    return choice;
  }
}
