package org.ibengine.dataset;

/** What the voxel positions of a patch refer to. */
public enum VoxelSpace {
  /** The whole volume of the case. */
  VOLUME("volume"),
  /**
   * The stored patch that was read. Folders of the IB-sampling script do not record where in the
   * volume a patch was cut, and their affines are the whole volume's, so positions there mean
   * nothing outside their own patch.
   */
  STORED_PATCH("stored_patch");

  private final String label;

  VoxelSpace(String label) {
    this.label = label;
  }

  /** In JSON, such as {@code stored_patch}. */
  public String label() {
    return label;
  }
}
