package org.ibengine.mine;

import java.util.Collections;
import java.util.EnumMap;
import java.util.Map;
import java.util.stream.Collectors;
import org.ibengine.text.Labels;

/**
 * What became of the candidates of a scan.
 *
 * @param given rows of the file
 * @param dropped of them, by reason; reasons that do not occur are left out
 */
public record CandidateCounts(long given, Map<Reason, Long> dropped) {
  /** Why a candidate is not drawn from; the first one that applies, in this order. */
  public enum Reason {
    /** It is not of class 0, so not a false alarm. */
    CLASS,
    /** Its window leaves the volume. */
    INSIDE,
    /** It is too near to the centre of a finding. */
    CENTRE,
    /** It is too near to the surface of a finding. */
    SURFACE,
    /** A finding reaches into its window, or comes too near to it. */
    BOX,
    /** It is not surrounded by lung. */
    LUNG,
    /** Another one has the same voxel. */
    DUPLICATE;

    /** The name in files. */
    public String label() {
      return Labels.of(this);
    }
  }

  public CandidateCounts {
    Map<Reason, Long> sorted = new EnumMap<>(Reason.class);
    sorted.putAll(dropped);
    dropped = Collections.unmodifiableMap(sorted);
  }

  /** Such as {@code 5 candidates, 1 of another class, …}. */
  public String text() {
    String reasons =
        dropped.entrySet().stream()
            .map(entry -> entry.getKey().label() + " " + entry.getValue())
            .collect(Collectors.joining(", "));
    return given + " given" + (reasons.isEmpty() ? "" : ", dropped: " + reasons);
  }
}
