package org.ibengine.dataset;

/** How the instance of a patch is chosen. */
public enum SamplingRule {
  /** As the engine does by default: every instance once. */
  INSTANCE,
  /** A random case that has instances, then a random instance of it; each as likely. */
  CASE,
  /** The instance of a random foreground voxel; each voxel as likely. */
  VOXEL
}
