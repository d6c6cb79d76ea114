package org.ibengine.cli.options;

import org.ibengine.EngineOptions;
import org.ibengine.plan.Augmentation;
import org.ibengine.plan.Balance;
import org.ibengine.plan.Placement;
import org.ibengine.tensor.ElementType;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** The options of every command that opens a dataset as training does. */
public final class EngineOptionsMixin {
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
      description = "Patches per batch on one rank. Default: ${DEFAULT-VALUE}.")
  private int batchSize;

  @Option(
      names = "--ratio",
      defaultValue = "1",
      paramLabel = "R",
      description = "Background patches for each instance patch. Default: ${DEFAULT-VALUE}.")
  private double ratio;

  @Mixin private NegativeOptions negatives = new NegativeOptions();

  @Option(
      names = "--repeats",
      defaultValue = "1",
      paramLabel = "N",
      description = "How often an epoch shows each instance. Default: ${DEFAULT-VALUE}.")
  private int repeats;

  @Mixin private ModalityOption modalities = new ModalityOption();

  @Mixin private NormaliseOption normalise = new NormaliseOption();

  @Mixin private SamplerOptions sampler = new SamplerOptions();

  @Option(
      names = "--augment",
      defaultValue = "on",
      paramLabel = "on|off|nnunet|LIST",
      description =
          "How training patches are varied: on (flip,rotate,scale,shift), off, what nnU-Net does, or a list of these four and of rotation,scaling,elastic_deform,misalign,noise,blur,"
              + "brightness,contrast,low_resolution,gamma_inverted,gamma, each as NAME, NAME=P (its probability) or NAME=P:LOW:HIGH;"
              + " on and nnunet may be followed by changes, as in nnunet,noise=0. Default: ${DEFAULT-VALUE}.")
  private String augment;

  @Option(
      names = "--balance",
      defaultValue = "instance",
      paramLabel = "KIND[:EXP]",
      description =
          "How often instances appear relative to each other: instance (all equally often), case:E"
              + " (by 1/instances of the case to the power E), class:E (by 1/instances of the class), size:E (by voxels to the power E);"
              + " E is 1 if left out. Default: ${DEFAULT-VALUE}.")
  private String balance;

  @Option(
      names = "--even-batches",
      description = "Every batch has the same mix of instance and background patches.")
  private boolean evenBatches;

  @Mixin private FoldOptions folds = new FoldOptions();

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
      names = "--foreground-counts",
      description = "Adds the number of foreground voxels of each patch.")
  private boolean foregroundCounts;

  @Mixin private ComputeOptions compute = new ComputeOptions();

  /**
   * @throws IllegalArgumentException if a value is out of its range
   */
  public EngineOptions options() {
    return compute.place(optionsAnywhere());
  }

  /** As {@link #options}, with no choice of a backend and its device. */
  public EngineOptions optionsAnywhere() {
    EngineOptions options =
        plain()
            .negativesPerPositive(ratio)
            .negatives(negatives.negatives())
            .repeats(repeats)
            .batchSize(batchSize)
            .evenBatches(evenBatches)
            .foregroundCounts(foregroundCounts)
            .prefetch(compute.prefetch())
            .rank(rank, worldSize)
            .augmentation(augmentation());
    Balance weighed = BalanceText.parse(balance);
    options = options.balance(weighed.kind(), weighed.exponent());
    return folds.applyTo(weights.applyTo(sampler.applyTo(options)));
  }

  /** Every instance of the dataset once and nothing else, one per batch, as stored. */
  public EngineOptions everyInstance() {
    return compute.place(plain());
  }

  private EngineOptions plain() {
    EngineOptions options =
        compute
            .limit(EngineOptions.defaults())
            .batchSize(1)
            .negativesPerPositive(0)
            .placement(Placement.REFERENCE)
            .augmentation(Augmentation.NONE)
            .modalities(modalities.names().toArray(String[]::new))
            .type(type());
    options = normalise.applyTo(options);
    return patchSize == null
        ? options
        : options.patchSize(patchSize[0], patchSize[1], patchSize[2]);
  }

  private Augmentation augmentation() {
    return Augmentation.parse(augment);
  }

  private ElementType type() {
    return switch (dtype) {
      case "float32" -> ElementType.FLOAT32;
      case "float16" -> ElementType.FLOAT16;
      default ->
          throw new IllegalArgumentException("--dtype must be float32 or float16, was " + dtype);
    };
  }

  public SamplerOptions sampler() {
    return sampler;
  }

  public FoldOptions folds() {
    return folds;
  }

  public int threads() {
    return compute.threads();
  }

  public int prefetch() {
    return compute.prefetch();
  }

  public int rank() {
    return rank;
  }

  public int worldSize() {
    return worldSize;
  }

  public int batchSize() {
    return batchSize;
  }

  public String backend() {
    return compute.backend();
  }
}
