package org.ibengine.train;

import org.ibengine.torch.train.LossSpec;
import org.ibengine.torch.train.OptimizerSpec;
import org.ibengine.torch.train.Schedule;
import org.ibengine.torch.train.TrainingPlan;
import picocli.CommandLine.Option;

/** How it is trained. */
final class LearningOptions {
  @Option(
      names = "--loss",
      defaultValue = "sdl+bce",
      paramLabel = "NAME[+NAME]",
      description =
          "bce, wce, dl, asl, fl, gdl, sdl (Dice of both classes), iwbce, iwdl, iwasl, iwfl, iwsdl"
              + " (these weigh voxels by --weights, patch-inverse if that is not given), or the sum"
              + " of several. Default: ${DEFAULT-VALUE}, Dice and cross-entropy.")
  private String loss;

  @Option(
      names = "--optimizer",
      defaultValue = "adam:1e-4",
      paramLabel = "KIND:RATE,…",
      description =
          "sgd:0.01,momentum=0.9,nesterov or adam:1e-4 or adamw:1e-4,weight-decay=0.01, for"
              + " instance. Default: ${DEFAULT-VALUE}.")
  private String optimizer;

  @Option(
      names = "--schedule",
      paramLabel = "KIND",
      description =
          "The learning rate, epoch by epoch: constant, cosine:MIN or poly:POWER. Default: constant.")
  private String schedule;

  @Option(
      names = "--decay",
      paramLabel = "EPOCH:FACTOR,…",
      description = "Multiply the learning rate by FACTOR from EPOCH on, instead of --schedule.")
  private String decay;

  @Option(
      names = "--epochs",
      defaultValue = "100",
      paramLabel = "N",
      description = "Default: ${DEFAULT-VALUE}.")
  private int epochs;

  @Option(
      names = "--validate-every",
      defaultValue = "1",
      paramLabel = "N",
      description =
          "Validate after every N epochs where something is held out (--fold, --split); 0: never."
              + " Default: ${DEFAULT-VALUE}.")
  private int validateEvery;

  @Option(
      names = "--best",
      defaultValue = "dice",
      paramLabel = "dice|loss",
      description =
          "By what the best weights are chosen among those validated. Default: ${DEFAULT-VALUE}.")
  private String best;

  @Option(
      names = "--seed",
      defaultValue = "0",
      paramLabel = "S",
      description = "Of weights and epochs. Default: ${DEFAULT-VALUE}.")
  private long seed;

  /**
   * @param steps of an epoch; null: one pass over the dataset
   * @param threads of libtorch
   * @throws IllegalArgumentException if a value is not allowed
   */
  TrainingPlan plan(Integer steps, int threads) {
    if (schedule != null && decay != null) {
      throw new IllegalArgumentException(
          "--schedule and --decay exclude each other; leave one out");
    }
    if (steps != null && steps < 1) {
      throw new IllegalArgumentException("--steps must be at least 1, was " + steps);
    }
    return new TrainingPlan(
        loss(),
        OptimizerSpec.parse(optimizer),
        schedule(),
        epochs,
        steps == null ? 0 : steps,
        validateEvery,
        TrainingPlan.Best.of(best),
        seed,
        threads);
  }

  LossSpec loss() {
    return LossSpec.parse(loss);
  }

  private Schedule schedule() {
    if (decay != null) {
      return Schedule.parse("decay:" + decay);
    }
    return schedule == null ? new Schedule.Constant() : Schedule.parse(schedule);
  }
}
