package org.ibengine.ratio;

import java.util.List;
import org.ibengine.backend.Backend;
import org.ibengine.error.IbException;
import org.ibengine.label.Instance;
import org.ibengine.volume.Geometry;

/** A case whose label map can be read. Thread-safe; methods block on the disk. */
public interface RatioCase {
  /** Its name in messages and results. */
  String name();

  /**
   * Size and spacing.
   *
   * @throws IbException if the header cannot be read
   */
  Geometry geometry();

  /** Bytes of memory that {@link #read} takes at most, besides {@link Foreground#bytes}. */
  long readingBytes();

  /**
   * Reads the label map.
   *
   * @throws IbException if it cannot be read
   */
  Loaded read(Backend backend);

  /**
   * What is known of a case.
   *
   * @param instances with ids and anchors, in the order of the ids
   */
  record Loaded(
      String name, Geometry.Spacing spacing, Foreground foreground, List<Instance> instances) {
    public Loaded {
      instances = List.copyOf(instances);
    }
  }
}
