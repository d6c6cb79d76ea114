package org.ibengine.cli.options;

import java.io.PrintWriter;
import java.util.List;
import org.ibengine.EngineOptions;
import org.ibengine.plan.PatchPool;
import org.ibengine.plan.Placement;
import org.ibengine.plan.Sampler;
import org.ibengine.text.Text;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** How the patches of training epochs are chosen, and where they lie. */
public final class SamplerOptions {
  /** Of which each has no meaning where patches are drawn with replacement. */
  private static final List<String> OF_IB = List.of("--repeats", "--balance", "--even-batches");

  @Option(
      names = "--placement",
      defaultValue = "jitter",
      paramLabel = "P",
      description =
          "Where an instance lies in its patch: jitter (anywhere in it), reference (as IB-sampling"
              + " places it), centre (a voxel of it in the centre, padded where the patch reaches out"
              + " of the volume) or clamp (the same, moved into the volume). centre and clamp need the"
              + " volumes layout. Default: ${DEFAULT-VALUE}.")
  private String placement;

  @Option(
      names = "--sampler",
      defaultValue = "ib",
      paramLabel = "S",
      description =
          "ib (every instance once), or with replacement: tumour (a case by its number of instances,"
              + " then an instance and a voxel of it), voxel (the same, then any foreground voxel of"
              + " the case) or uniform (any box of any case). All but ib need --steps and the volumes"
              + " layout. Default: ${DEFAULT-VALUE}.")
  private String sampler;

  @Option(
      names = "--steps",
      paramLabel = "N",
      description =
          "Batches of an epoch on each rank, with a --sampler that draws with replacement.")
  private Integer steps;

  @Option(
      names = "--positive-share",
      paramLabel = "P",
      description =
          "Probability that --sampler tumour or voxel draws a patch for an instance, else a uniform"
              + " box. Default: 0.5.")
  private Double positiveShare;

  @Spec(Spec.Target.MIXEE)
  private CommandSpec command;

  /**
   * @throws IllegalArgumentException if a value is not allowed, or does not go with the sampler
   */
  EngineOptions applyTo(EngineOptions options) {
    Sampler chosen = sampler();
    EngineOptions sampled = options.placement(placement()).sampler(chosen);
    if (positiveShare != null) {
      sampled = sampled.positiveShare(positiveShare);
    }
    if (chosen == Sampler.IB) {
      return steps == null || ofCommand() ? sampled : sampled.steps(steps);
    }
    for (String option : OF_IB) {
      requireLeftOut(option, chosen, "every patch is drawn by itself");
    }
    boolean validates = isGiven("--fold") || isGiven("--split") || isGiven("--validation-of-all");
    if (!validates) {
      requireLeftOut("--ratio", chosen, "--positive-share says how many patches show a lesion");
    }
    if (chosen == Sampler.UNIFORM) {
      requireLeftOut("--placement", chosen, "its boxes lie anywhere");
    }
    return steps == null ? sampled : sampled.steps(steps);
  }

  private void requireLeftOut(String option, Sampler chosen, String reason) {
    if (isGiven(option)) {
      throw new IllegalArgumentException(
          Text.format(
              "%s does not go with --sampler %s: %s; leave it out",
              option, chosen.label(), reason));
    }
  }

  private boolean isGiven(String option) {
    return command.commandLine().getParseResult().hasMatchedOption(option);
  }

  /**
   * With sampler ib, {@code ib epoch} stops after so many batches, as it always did, and an epoch
   * of {@code ib train} has so many, from one pass over the dataset or several.
   */
  private boolean ofCommand() {
    CommandSpec whole = command.commandLine().getCommandSpec();
    return whole.findOption("--stop-after") != null || whole.findOption("--epochs") != null;
  }

  /** What --steps says with sampler ib; null where it is the engine's, or was not given. */
  public Integer stepsOfCommand() {
    return sampler() == Sampler.IB ? steps : null;
  }

  /** Says how many cases are never drawn, where a sampler draws by lesions and some have none. */
  public void tell(PatchPool pool, PrintWriter err) {
    long without =
        pool.cases().stream().filter(one -> one.foreground().instances().isEmpty()).count();
    if (without > 0 && sampler() != Sampler.UNIFORM) {
      err.printf(
          "ib: %s of %d without a lesion, which --sampler %s never draws%n",
          Text.counted((int) without, "case"), pool.cases().size(), sampler);
      err.flush();
    }
  }

  private Placement placement() {
    return switch (placement) {
      case "reference" -> Placement.REFERENCE;
      case "jitter" -> Placement.JITTER;
      case "centre" -> Placement.CENTRE;
      case "clamp" -> Placement.CLAMP;
      default ->
          throw new IllegalArgumentException(
              "--placement must be reference, jitter, centre or clamp, was " + placement);
    };
  }

  private Sampler sampler() {
    for (Sampler one : Sampler.values()) {
      if (one.label().equals(sampler)) {
        return one;
      }
    }
    throw new IllegalArgumentException(
        "--sampler must be ib, tumour, voxel or uniform, was " + sampler);
  }
}
