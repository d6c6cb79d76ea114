package org.ibengine.intensity;

import static java.util.Objects.requireNonNull;

import java.util.Collection;
import java.util.Map;
import java.util.TreeMap;
import org.ibengine.text.Text;

/**
 * Which scale each modality has.
 *
 * @param others of modalities that are not named
 * @param byModality of those that are
 */
public record IntensityChoice(IntensityScale others, Map<String, IntensityScale> byModality) {
  /** Every modality as prepared. */
  public static final IntensityChoice PREPARED =
      new IntensityChoice(IntensityScale.prepared(), Map.of());

  public IntensityChoice {
    requireNonNull(others, "a scale must not be null");
    byModality = Map.copyOf(new TreeMap<>(byModality));
  }

  /** The same with another scale for one modality. */
  public IntensityChoice with(String modality, IntensityScale scale) {
    Map<String, IntensityScale> all = new TreeMap<>(byModality);
    all.put(requireNonNull(modality, "the name of a modality must not be null"), scale);
    return new IntensityChoice(others, all);
  }

  /** The same with another scale for the modalities that are not named. */
  public IntensityChoice others(IntensityScale scale) {
    return new IntensityChoice(scale, byModality);
  }

  public IntensityScale of(String modality) {
    return byModality.getOrDefault(modality, others);
  }

  /** Whether nothing but {@link IntensityScale.Prepared} was chosen. */
  public boolean isPrepared() {
    return others instanceof IntensityScale.Prepared
        && byModality.values().stream().allMatch(IntensityScale.Prepared.class::isInstance);
  }

  /**
   * @param modalities those there are
   * @throws IllegalArgumentException if another one is named
   */
  public void requireAmong(Collection<String> modalities) {
    for (String name : new TreeMap<>(byModality).keySet()) {
      if (!modalities.contains(name)) {
        throw new IllegalArgumentException(
            Text.format(
                "a normalisation is given for modality %s, the modalities are %s",
                name, modalities));
      }
    }
  }
}
