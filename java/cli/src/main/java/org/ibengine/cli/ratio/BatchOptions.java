package org.ibengine.cli.ratio;

import org.ibengine.cli.options.ModalityOption;
import org.ibengine.error.DatasetMismatchException;
import org.ibengine.ratio.BatchBytes;
import org.ibengine.ratio.RatioCases;
import org.ibengine.text.Text;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** What a batch is made of, for its bytes, and what an epoch mixes. */
final class BatchOptions {
  @Option(
      names = "--batch-size",
      defaultValue = "2",
      paramLabel = "B",
      description = "Patches per batch. Default: ${DEFAULT-VALUE}.")
  private int batchSize;

  @Option(
      names = "--dtype",
      defaultValue = "float32",
      paramLabel = "float32|float16",
      description = "Type of the image tensor. Default: ${DEFAULT-VALUE}.")
  private String dtype;

  @Mixin private ModalityOption modalities = new ModalityOption();

  @Option(
      names = "--with-weights",
      description = "Batches also hold a weight for each voxel, of 4 bytes.")
  private boolean weights;

  @Option(
      names = "--with-instance-maps",
      description = "Batches also hold the instance id of each voxel, of 4 bytes.")
  private boolean instanceMaps;

  @Option(
      names = "--prefetch",
      defaultValue = "4",
      paramLabel = "N",
      description =
          "Batches in memory at once, for the bytes of the whole ring. Default: ${DEFAULT-VALUE}.")
  private int prefetch;

  @Option(
      names = "--ratio",
      defaultValue = "1",
      paramLabel = "R",
      description =
          "Background patches for each instance patch of an epoch. Default: ${DEFAULT-VALUE}.")
  private double ratio;

  /**
   * What is shown of it.
   *
   * @param words of a batch, for people
   * @param negativesPerPositive of an epoch
   */
  record Shown(String words, int prefetch, double negativesPerPositive) {}

  /**
   * @throws IllegalArgumentException if a value is out of its range
   */
  void requireGood() {
    if (batchSize < 1) {
      throw new IllegalArgumentException("--batch-size must be at least 1, was " + batchSize);
    }
    if (prefetch < 1) {
      throw new IllegalArgumentException("--prefetch must be at least 1, was " + prefetch);
    }
    if (!(ratio >= 0) || Double.isInfinite(ratio)) {
      throw new IllegalArgumentException("--ratio must be a finite number from 0, was " + ratio);
    }
    imageBytes();
  }

  private int imageBytes() {
    return switch (dtype) {
      case "float32" -> Float.BYTES;
      case "float16" -> Short.BYTES;
      default ->
          throw new IllegalArgumentException("--dtype must be float32 or float16, was " + dtype);
    };
  }

  /**
   * @throws DatasetMismatchException if a modality is not among those of the cases
   */
  BatchBytes bytes(RatioCases cases) {
    return new BatchBytes(
        batchSize, modalities(cases), imageBytes(), (weights ? 1 : 0) + (instanceMaps ? 1 : 0));
  }

  /** Where there are masks alone, the names that are given are counted; one without any. */
  private int modalities(RatioCases cases) {
    for (String name : modalities.names()) {
      if (!cases.modalities().isEmpty() && !cases.modalities().contains(name)) {
        throw new DatasetMismatchException(
            Text.format("there is no modality %s, only %s", name, cases.modalities()));
      }
    }
    int given = modalities.names().size();
    return given > 0 ? given : Math.max(1, cases.modalities().size());
  }

  Shown shown(RatioCases cases) {
    int count = modalities(cases);
    String words =
        Text.format(
            "%s of %d %s in %s%s%s",
            Text.counted(batchSize, "patch"),
            count,
            count == 1 ? "modality" : "modalities",
            dtype,
            weights ? ", with weights" : "",
            instanceMaps ? ", with instance maps" : "");
    return new Shown(words, prefetch, ratio);
  }
}
