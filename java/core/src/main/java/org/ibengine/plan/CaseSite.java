package org.ibengine.plan;

import java.util.Objects;
import org.ibengine.volume.Size3;

/**
 * A case that patches are drawn from with replacement.
 *
 * @param source position of the source in the dataset's list of sources
 * @param volume its size
 */
public record CaseSite(int source, String caseName, Size3 volume, CaseForeground foreground) {
  public CaseSite {
    Objects.requireNonNull(foreground, "foreground of a case must not be null");
  }
}
