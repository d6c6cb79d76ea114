package org.ibengine.plan;

/**
 * What was drawn for one patch: first {@code quarterTurns} times {@code numpy.rot90(patch, axes=(0,
 * 1))} on the (x, y, z) array, then the flips, and {@code value · gain + shift} on every modality.
 */
public record Variation(
    int quarterTurns, boolean flipX, boolean flipY, boolean flipZ, float gain, float shift) {
  public static final Variation NONE = new Variation(0, false, false, false, 1f, 0f);
}
