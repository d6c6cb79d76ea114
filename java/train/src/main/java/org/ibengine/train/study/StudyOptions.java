package org.ibengine.train.study;

import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.ibengine.cli.options.FoldOptions;
import org.ibengine.cli.options.NormaliseOption;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** What is studied; what is not given is as for two processor cores, or as published. */
final class StudyOptions {
  private static final List<String> NETWORKS = List.of("unet", "attention-unet", "unetr");

  @Option(
      names = "--published",
      description =
          "What is not given is as in the published study: unet, attention-unet and unetr with their"
              + " usual widths, sizes 32 48 64 80 96, 3 runs, 50 epochs. For a GPU.")
  private boolean published;

  @Option(
      names = "--sizes",
      arity = "1..*",
      paramLabel = "N",
      description = "Sizes of cubic patches, in voxels. Default: 16 32.")
  private List<Integer> sizes;

  @Option(
      names = "--networks",
      arity = "1..*",
      paramLabel = "NAME",
      description = "Some of unet, attention-unet, unetr. Default: unet attention-unet.")
  private List<String> networks;

  @Option(
      names = "--runs",
      paramLabel = "N",
      description = "How often each network is trained at each size. Default: 1.")
  private Integer runs;

  @Option(
      names = "--sampler",
      defaultValue = "published",
      paramLabel = "published|ib",
      description =
          "How training patches are drawn: around foreground voxels and anywhere, half and half, as"
              + " ib train --sampler voxel --placement clamp does; or every instance once, with as"
              + " many background patches. Default: ${DEFAULT-VALUE}.")
  private String sampler;

  @Option(
      names = "--ratio",
      paramLabel = "R",
      description = "With --sampler ib: background patches for each instance patch. Default: 1.")
  private Double ratio;

  @Option(names = "--epochs", paramLabel = "N", description = "Default: 5.")
  private Integer epochs;

  @Option(
      names = "--steps",
      paramLabel = "N",
      description = "Of an epoch. Default: as many as make 4 patches of each training case.")
  private Integer steps;

  @Option(
      names = "--batch-size",
      defaultValue = "8",
      paramLabel = "N",
      description = "Patches per step. Default: ${DEFAULT-VALUE}.")
  private int batchSize;

  @Option(
      names = "--channels",
      paramLabel = "C,C,…",
      description = "Of unet and attention-unet, by level. Default: 8,16,32.")
  private String channels;

  @Option(
      names = "--transformer",
      paramLabel = "KEY=N,…",
      description =
          "Of unetr, as for ib train. Default: feature=4,hidden=48,mlp=192,heads=4,blocks=4.")
  private String transformer;

  @Option(
      names = "--seed",
      defaultValue = "0",
      paramLabel = "S",
      description = "Of the first run; the next has S + 1. Default: ${DEFAULT-VALUE}.")
  private long seed;

  @Mixin private FoldOptions folds = new FoldOptions();

  @Mixin private NormaliseOption normalise = new NormaliseOption();

  /**
   * @throws IllegalArgumentException if a value is not allowed
   */
  StudySettings settings() {
    List<String> chosen =
        either(networks, List.of("unet", "attention-unet"), NETWORKS).stream().distinct().toList();
    for (String network : chosen) {
      if (!NETWORKS.contains(network)) {
        throw new IllegalArgumentException(
            "--networks must be some of " + String.join(", ", NETWORKS) + ", was " + network);
      }
    }
    if (folds.words().isEmpty()) {
      throw new IllegalArgumentException(
          "a study keeps the weights that validate best, so cases of TRAIN must be held out; give"
              + " --fold K N or --split FILE");
    }
    String usual = published ? "" : "feature=4,hidden=48,mlp=192,heads=4,blocks=4";
    return new StudySettings(
        chosen,
        sizes(),
        positive("--runs", either(runs, 1, 3)),
        sampling(),
        positive("--epochs", either(epochs, 5, 50)),
        positive("--batch-size", batchSize),
        seed,
        new StudySettings.NetworkShape(
            either(channels, "8,16,32", ""), transformer == null ? usual : transformer),
        data());
  }

  private List<Integer> sizes() {
    List<Integer> chosen =
        either(sizes, List.of(16, 32), List.of(32, 48, 64, 80, 96)).stream().distinct().toList();
    chosen.forEach(size -> positive("--sizes", size));
    return chosen;
  }

  private StudySettings.Sampling sampling() {
    for (StudySettings.Sampling one : StudySettings.Sampling.values()) {
      if (one.label().equals(sampler)) {
        return one;
      }
    }
    throw new IllegalArgumentException("--sampler must be published or ib, was " + sampler);
  }

  /**
   * By the published recipe, no validation shows background: where balls are large, no window is
   * free of them.
   */
  private List<String> data() {
    boolean asPublished = sampling() == StudySettings.Sampling.PUBLISHED;
    if (asPublished && ratio != null) {
      throw new IllegalArgumentException(
          "--ratio goes with --sampler ib: half of the published patches show background anyway");
    }
    String background = asPublished ? "0" : String.valueOf(ratio == null ? 1 : ratio);
    return Stream.of(folds.words(), normalise.words(), List.of("--ratio", background))
        .flatMap(List::stream)
        .toList();
  }

  private <T> T either(T given, T small, T asPublished) {
    return given != null ? given : published ? asPublished : small;
  }

  private static int positive(String option, int value) {
    if (value < 1) {
      throw new IllegalArgumentException(option + " must be at least 1, was " + value);
    }
    return value;
  }

  FoldOptions folds() {
    return folds;
  }

  boolean published() {
    return published;
  }

  /** Of an epoch, as given. */
  Optional<Integer> steps() {
    return Optional.ofNullable(steps).map(value -> positive("--steps", value));
  }
}
