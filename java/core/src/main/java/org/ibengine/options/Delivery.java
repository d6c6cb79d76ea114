package org.ibengine.options;

import static org.ibengine.options.OptionRules.given;

import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import org.ibengine.intensity.IntensityChoice;
import org.ibengine.tensor.BatchPart;
import org.ibengine.tensor.ElementType;
import org.ibengine.text.Text;

/**
 * What a batch holds, and which rank it is for.
 *
 * @param modalities in channel order; empty: all, in the dataset's order
 * @param batchSize patches per batch on one rank, from 1 to 65536
 * @param worldSize ranks that share an epoch, at least 1
 * @param rank this process's share, in [0, world size)
 * @param type of the image tensor: {@code FLOAT32} or {@code FLOAT16}
 * @param weights which weights a batch has; any need a dataset of the volumes layout
 * @param instanceMaps whether a batch has the instance id of each voxel; needs the volumes layout
 * @param coordinates whether a batch tells where each voxel lies in its volume; not for folders
 *     that the IB-sampling script wrote, which do not record where in the volume their patches lie
 * @param foregroundCounts whether a batch has the number of foreground voxels of each patch
 * @param normalisation how intensities are normalised; any but the prepared one need the volumes
 *     layout
 */
public record Delivery(
    List<String> modalities,
    int batchSize,
    int worldSize,
    int rank,
    ElementType type,
    WeightChoice weights,
    boolean instanceMaps,
    boolean coordinates,
    boolean foregroundCounts,
    IntensityChoice normalisation) {
  /** Two patches of all modalities in float32, only image and label, for a single rank. */
  public static final Delivery USUAL =
      new Delivery(
          List.of(),
          2,
          1,
          0,
          ElementType.FLOAT32,
          WeightChoice.NONE,
          false,
          false,
          false,
          IntensityChoice.PREPARED);

  /**
   * @throws IllegalArgumentException if a value is out of its range
   * @throws NullPointerException if one is missing
   */
  public Delivery {
    for (String name : given(modalities, "modalities")) {
      given(name, "the name of a modality");
    }
    modalities = List.copyOf(modalities);
    OptionRules.requireBatchSize(batchSize);
    if (worldSize < 1 || rank < 0 || rank >= worldSize) {
      throw new IllegalArgumentException(
          Text.format("rank must be in [0, world size), were %d and %d", rank, worldSize));
    }
    OptionRules.requireImageType(type);
    given(weights, "weights");
    given(normalisation, "normalisation");
  }

  /** The same with those modalities. */
  public Delivery modalities(List<String> names) {
    return new Delivery(
        names,
        batchSize,
        worldSize,
        rank,
        type,
        weights,
        instanceMaps,
        coordinates,
        foregroundCounts,
        normalisation);
  }

  /** The same with that many patches. */
  public Delivery batchSize(int patches) {
    return new Delivery(
        modalities,
        patches,
        worldSize,
        rank,
        type,
        weights,
        instanceMaps,
        coordinates,
        foregroundCounts,
        normalisation);
  }

  /** The same for another rank. */
  public Delivery rank(int newRank, int newWorldSize) {
    return new Delivery(
        modalities,
        batchSize,
        newWorldSize,
        newRank,
        type,
        weights,
        instanceMaps,
        coordinates,
        foregroundCounts,
        normalisation);
  }

  /** The same with images of that type. */
  public Delivery type(ElementType value) {
    return new Delivery(
        modalities,
        batchSize,
        worldSize,
        rank,
        value,
        weights,
        instanceMaps,
        coordinates,
        foregroundCounts,
        normalisation);
  }

  /** The same with those weights. */
  public Delivery weights(WeightChoice value) {
    return new Delivery(
        modalities,
        batchSize,
        worldSize,
        rank,
        type,
        value,
        instanceMaps,
        coordinates,
        foregroundCounts,
        normalisation);
  }

  /** The same with instance ids, or without. */
  public Delivery instanceMaps(boolean value) {
    return new Delivery(
        modalities,
        batchSize,
        worldSize,
        rank,
        type,
        weights,
        value,
        coordinates,
        foregroundCounts,
        normalisation);
  }

  /** The same with coordinates, or without. */
  public Delivery coordinates(boolean value) {
    return new Delivery(
        modalities,
        batchSize,
        worldSize,
        rank,
        type,
        weights,
        instanceMaps,
        value,
        foregroundCounts,
        normalisation);
  }

  /** The same with counts of foreground, or without. */
  public Delivery foregroundCounts(boolean value) {
    return new Delivery(
        modalities,
        batchSize,
        worldSize,
        rank,
        type,
        weights,
        instanceMaps,
        coordinates,
        value,
        normalisation);
  }

  /** The same with intensities normalised like that. */
  public Delivery normalisation(IntensityChoice value) {
    return new Delivery(
        modalities,
        batchSize,
        worldSize,
        rank,
        type,
        weights,
        instanceMaps,
        coordinates,
        foregroundCounts,
        value);
  }

  /**
   * Patches per step over all ranks.
   *
   * @throws IllegalArgumentException if they do not fit an int: batch size and world size may be
   *     set in any order
   */
  public int globalBatch() {
    return OptionRules.globalBatch(batchSize, worldSize);
  }

  /** What is delivered besides image and label. */
  public Set<BatchPart> parts() {
    EnumSet<BatchPart> parts = EnumSet.noneOf(BatchPart.class);
    if (weights.kind().isPresent()) {
      parts.add(BatchPart.WEIGHTS);
    }
    if (instanceMaps) {
      parts.add(BatchPart.INSTANCES);
    }
    if (coordinates) {
      parts.add(BatchPart.COORDINATES);
    }
    if (foregroundCounts) {
      parts.add(BatchPart.FOREGROUND);
    }
    return parts;
  }

  /** Whether the instance maps of the dataset are needed. */
  public boolean needsInstances() {
    return weights.kind().isPresent() || instanceMaps;
  }
}
