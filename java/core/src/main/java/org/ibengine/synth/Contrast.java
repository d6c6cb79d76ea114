package org.ibengine.synth;

import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** How bright each tissue is in one modality, in voxel units; decided by the modality's name. */
final class Contrast {
  private static final List<String> TISSUES =
      List.of("muscle", "brain", "lung", "heart", "liver", "spleen", "kidney", "fluid", "bone");
  private static final float NOISE = 18;

  private final Map<String, Float> signals = new HashMap<>();
  private final long key;

  Contrast(String modality) {
    key = CounterHash.mix(modality.hashCode(), 0);
    for (int i = 0; i < TISSUES.size(); i++) {
      signals.put(TISSUES.get(i), (float) CounterHash.between(150, 800, key, i));
    }
    signals.put("lung", (float) CounterHash.between(40, 90, key, TISSUES.size()));
  }

  float signal(String tissue) {
    return signals.get(tissue);
  }

  /** Lesions are brighter than any tissue, each by its own amount. */
  float lesion(int id) {
    return (float) CounterHash.between(900, 1400, key, 1000L + id);
  }

  /** Standard deviation of the noise inside the body. */
  float noise() {
    return NOISE;
  }

  /** Separates this modality's noise from every other's. */
  long key() {
    return key;
  }
}
