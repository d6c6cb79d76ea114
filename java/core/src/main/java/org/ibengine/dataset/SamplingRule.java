package org.ibengine.dataset;

/** How the instance of a patch is chosen. */
public enum SamplingRule {
  /** As the engine does by default: every instance once. */
  INSTANCE("instance"),
  /** A random case that has instances, then a random instance of it; each as likely. */
  CASE("case"),
  /** The instance of a random foreground voxel; each voxel as likely. */
  VOXEL("voxel"),
  /** As sampler {@code TUMOUR}: every instance as likely, with replacement. */
  TUMOUR("tumour"),
  /**
   * As sampler {@code VOXEL}: a case with a probability in proportion to its number of instances,
   * then the instance of a random foreground voxel of it.
   */
  CASE_VOXEL("caseVoxel");

  private final String label;

  SamplingRule(String label) {
    this.label = label;
  }

  /** In JSON, such as {@code caseVoxel}. */
  public String label() {
    return label;
  }
}
