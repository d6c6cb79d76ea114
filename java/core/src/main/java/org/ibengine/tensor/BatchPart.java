package org.ibengine.tensor;

import java.util.Locale;

/**
 * The tensors that a batch can have, in order, each (batch, channels, Z, Y, X); of those with one
 * element for a whole patch Z, Y and X are 1.
 */
public enum BatchPart {
  /** Intensities, a channel per modality, of the element type asked for. */
  IMAGE(null, 0, null),
  /** Label values; 0 is background and padding. */
  LABEL(ElementType.UINT8, 1, null),
  /** The weight of each voxel in a loss. */
  WEIGHTS(ElementType.FLOAT32, 1, "weights; ask for them by EngineOptions.weights"),
  /** Instance ids; 0 is background and padding. */
  INSTANCES(ElementType.INT32, 1, "instance ids; ask for them by EngineOptions.instanceMaps"),
  /** Where each voxel lies in the volume of its case: along x, y and z. */
  COORDINATES(ElementType.FLOAT32, 3, "coordinates; ask for them by EngineOptions.coordinates"),
  /** How many voxels of the label are not 0: one number for each patch. */
  FOREGROUND(
      ElementType.INT32, 1, "counts of foreground; ask for them by EngineOptions.foregroundCounts");

  private final ElementType type; // null: as asked for
  private final int channels; // 0: as many as modalities
  private final String remedy; // null: every batch has it

  BatchPart(ElementType type, int channels, String remedy) {
    this.type = type;
    this.channels = channels;
    this.remedy = remedy;
  }

  /** Its name in messages to clients and in Python. */
  public String key() {
    return name().toLowerCase(Locale.ROOT);
  }

  /** The type of its elements if images are of the given type. */
  public ElementType type(ElementType image) {
    return type == null ? image : type;
  }

  /** Its number of channels, given the number of modalities. */
  public int channels(int modalities) {
    return channels == 0 ? modalities : channels;
  }

  /** Whether it has an element for each voxel of a patch, not one for the patch. */
  public boolean isByVoxel() {
    return this != FOREGROUND;
  }

  /** For the message if a batch lacks it: what it is and how to get it. */
  public String missing() {
    return "this engine delivers no " + remedy;
  }
}
