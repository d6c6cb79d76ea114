package org.ibengine.cli;

import java.nio.file.Path;
import java.util.List;
import org.ibengine.EngineOptions;
import org.ibengine.backend.Backends;
import org.ibengine.plan.Augmentation;
import org.ibengine.plan.Balance;
import org.ibengine.plan.Placement;
import org.ibengine.tensor.ElementType;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** The options of every command that opens a dataset as training does. */
final class EngineOptionsMixin {
  @Option(
      names = "--patch-size",
      arity = "3",
      paramLabel = "X Y Z",
      hideParamSyntax = true,
      description = "Patch size X Y Z in voxels. Default: as prepared.")
  private int[] patchSize;

  @Option(
      names = "--batch-size",
      defaultValue = "2",
      paramLabel = "N",
      description = "Patches a batch on one rank. Default: ${DEFAULT-VALUE}.")
  private int batchSize;

  @Option(
      names = "--ratio",
      defaultValue = "1",
      paramLabel = "R",
      description = "Background patches for each instance patch. Default: ${DEFAULT-VALUE}.")
  private double ratio;

  @Option(
      names = "--repeats",
      defaultValue = "1",
      paramLabel = "N",
      description = "How often an epoch shows each instance. Default: ${DEFAULT-VALUE}.")
  private int repeats;

  @Option(
      names = "--modalities",
      arity = "1..*",
      split = ",",
      paramLabel = "NAME…",
      hideParamSyntax = true,
      description = "Modalities in channel order. Default: all, as prepared.")
  private List<String> modalities = List.of();

  @Option(
      names = "--placement",
      defaultValue = "jitter",
      paramLabel = "reference|jitter",
      description = "Where the patch of an instance lies. Default: ${DEFAULT-VALUE}.")
  private String placement;

  @Option(
      names = "--augment",
      defaultValue = "on",
      paramLabel = "on|off|LIST",
      description =
          "All changes, none, or some of flip,rotate,scale,shift. Default: ${DEFAULT-VALUE}.")
  private String augment;

  @Option(
      names = "--balance",
      defaultValue = "instance",
      paramLabel = "KIND[:EXP]",
      description =
          "How often instances appear relative to each other: instance (all equally often), case:E"
              + " (by 1/instances of the case to the power E), size:E (by voxels to the power E);"
              + " E is 1 if left out. Default: ${DEFAULT-VALUE}.")
  private String balance;

  @Option(
      names = "--even-batches",
      description = "Every batch has the same mix of instance and background patches.")
  private boolean evenBatches;

  @Option(
      names = "--fold",
      arity = "2",
      paramLabel = "SPLIT MAX",
      hideParamSyntax = true,
      description = "SPLIT MAX: hold out the subjects of fold SPLIT of MAX. Default: none.")
  private int[] fold;

  @Option(
      names = "--subjects",
      paramLabel = "FILE",
      description = "JSON object from case to subject, for the folds. Default: by case name.")
  private Path subjects;

  @Option(names = "--rank", defaultValue = "0", paramLabel = "R", description = "Default: 0.")
  private int rank;

  @Option(names = "--world-size", defaultValue = "1", paramLabel = "W", description = "Default: 1.")
  private int worldSize;

  @Option(
      names = "--dtype",
      defaultValue = "float32",
      paramLabel = "float32|float16",
      description = "Type of the image tensor. Default: ${DEFAULT-VALUE}.")
  private String dtype;

  @Mixin private WeightOptions weights = new WeightOptions();

  @Option(
      names = "--backend",
      defaultValue = Backends.AUTO,
      paramLabel = "NAME",
      description = "auto, reference, cpu or cuda. Default: ${DEFAULT-VALUE}.")
  private String backend;

  @Option(
      names = "--device",
      paramLabel = "N",
      description = "Which device of the backend, from 0. Default: the first that can be used.")
  private Integer device;

  @Option(
      names = "--threads",
      paramLabel = "N",
      description = "Threads that compute; no result depends on it. Default: one a processor.")
  private int threads = Runtime.getRuntime().availableProcessors();

  @Option(
      names = "--max-memory",
      paramLabel = "SIZE",
      description = "Most memory for volumes and batches, as 4G. Default: half of what there is.")
  private String maxMemory;

  @Option(
      names = "--max-device-memory",
      paramLabel = "SIZE",
      description =
          "Most device memory for volumes and batches, as 4G. Default: half of what is free there.")
  private String maxDeviceMemory;

  @Option(
      names = "--prefetch",
      defaultValue = "4",
      paramLabel = "N",
      description = "Batches in memory at once, the one in use included. Default: 4.")
  private int prefetch;

  /**
   * @throws IllegalArgumentException if a value is out of its range
   */
  EngineOptions options() {
    return placed(varied());
  }

  /** As {@link #options} on the reference backend, which has no devices to choose from. */
  EngineOptions optionsOnReference() {
    return varied().backend("reference");
  }

  private EngineOptions varied() {
    EngineOptions options =
        plain()
            .negativesPerPositive(ratio)
            .repeats(repeats)
            .batchSize(batchSize)
            .evenBatches(evenBatches)
            .prefetch(prefetch)
            .rank(rank, worldSize)
            .placement(placement())
            .augmentation(augmentation());
    Balance weighed = BalanceText.parse(balance);
    options = options.balance(weighed.kind(), weighed.exponent());
    if (subjects != null) {
      options = options.subjects(SubjectsFile.read(subjects));
    }
    options = weights.applyTo(options);
    return fold == null ? options : options.fold(fold[0], fold[1]);
  }

  /** Every instance of the dataset once and nothing else, one a batch, as stored. */
  EngineOptions everyInstance() {
    return placed(plain());
  }

  private EngineOptions placed(EngineOptions anywhere) {
    EngineOptions options = anywhere.backend(backend);
    if (device != null) {
      options = options.device(device);
    }
    return maxDeviceMemory == null
        ? options
        : options.maxDeviceMemory(MemorySize.parse(maxDeviceMemory));
  }

  private EngineOptions plain() {
    EngineOptions options =
        EngineOptions.defaults()
            .batchSize(1)
            .negativesPerPositive(0)
            .placement(Placement.REFERENCE)
            .augmentation(Augmentation.NONE)
            .modalities(modalities.toArray(String[]::new))
            .type(type())
            .threads(threads)
            .maxMemory(maxMemory == null ? MemorySize.byDefault() : MemorySize.parse(maxMemory));
    return patchSize == null
        ? options
        : options.patchSize(patchSize[0], patchSize[1], patchSize[2]);
  }

  private Placement placement() {
    return switch (placement) {
      case "reference" -> Placement.REFERENCE;
      case "jitter" -> Placement.JITTER;
      default ->
          throw new IllegalArgumentException(
              "--placement must be reference or jitter, was " + placement);
    };
  }

  private Augmentation augmentation() {
    return AugmentationText.parse(augment);
  }

  private ElementType type() {
    return switch (dtype) {
      case "float32" -> ElementType.FLOAT32;
      case "float16" -> ElementType.FLOAT16;
      default ->
          throw new IllegalArgumentException("--dtype must be float32 or float16, was " + dtype);
    };
  }

  int threads() {
    return threads;
  }

  int prefetch() {
    return prefetch;
  }

  int rank() {
    return rank;
  }

  int worldSize() {
    return worldSize;
  }

  int batchSize() {
    return batchSize;
  }

  String backend() {
    return backend;
  }
}
