package org.ibengine.label;

/** Which of the 26 neighbours of a voxel belong to the same instance. */
public enum Connectivity {
  /** Neighbours that share a face. */
  FACE_6(6),
  /** Neighbours that share a face or an edge. */
  EDGE_18(18),
  /** Neighbours that share a face, an edge or a corner. */
  CORNER_26(26);

  private final int neighbours;

  Connectivity(int neighbours) {
    this.neighbours = neighbours;
  }

  public int neighbours() {
    return neighbours;
  }

  /**
   * @throws IllegalArgumentException unless {@code neighbours} is 6, 18 or 26
   */
  public static Connectivity of(int neighbours) {
    for (Connectivity value : values()) {
      if (value.neighbours == neighbours) {
        return value;
      }
    }
    throw new IllegalArgumentException("connectivity must be 6, 18 or 26, was " + neighbours);
  }
}
