package org.ibengine.train;

import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.ibengine.IbEngine;
import org.ibengine.dataset.CaseRoles;
import org.ibengine.text.Text;
import org.ibengine.torch.train.RunConfig;
import org.ibengine.torch.train.Score;
import org.ibengine.torch.train.Trainer;
import org.ibengine.torch.train.TrainingListener;

/** Says how training goes. */
final class TrainWords implements TrainingListener {
  private static final long BETWEEN_NANOS = 10_000_000_000L;

  private final RunConfig config;
  private final Trainer trainer;
  private final PrintWriter out;
  private final Bottleneck bottleneck;
  private long spoke = System.nanoTime();
  private double lossSum;
  private int steps;

  TrainWords(IbEngine engine, RunConfig config, Trainer trainer, PrintWriter out) {
    this.config = config;
    this.trainer = trainer;
    this.out = out;
    this.bottleneck = new Bottleneck(engine);
  }

  /** What is trained, on what. */
  static List<String> beginning(IbEngine engine, RunConfig config) {
    CaseRoles roles = engine.roles();
    List<String> lines = new ArrayList<>();
    lines.add(
        Text.format(
            "data      %s to train on, %d held out; modalities %s; patches of %s voxels, %d per batch",
            Text.counted(roles.train().size(), "case"),
            roles.validation().size(),
            String.join(", ", config.modalities()),
            engine.patchSize(),
            config.engine().delivery().batchSize()));
    lines.add(
        Text.format(
            "training  loss %s, %s, %s",
            config.plan().loss(), config.plan().optimizer(), config.plan().schedule()));
    return lines;
  }

  /** How large the network is. */
  String size() {
    return Text.format(
        "network   %s, %,d parameters; %s of %s on %s",
        config.network().architecture().label(),
        trainer.network().parameterCount(),
        Text.counted(config.plan().epochs(), "epoch"),
        Text.counted(trainer.epochSteps(), "step"),
        Text.counted(config.plan().threads(), "thread"));
  }

  @Override
  public void started(long stepsBefore) {
    if (trainer.isComplete()) {
      say("complete  nothing is left to do");
    } else if (stepsBefore > 0) {
      say(Text.format("goes on   after %s", Text.counted(stepsBefore, "step")));
    }
  }

  @Override
  public void stepped(int epoch, int step, float loss) {
    steps++;
    lossSum += loss;
    if (System.nanoTime() - spoke > BETWEEN_NANOS) {
      say(
          Text.format(
              "epoch %d/%d  step %d/%d  loss %.4f",
              epoch + 1, config.plan().epochs(), step + 1, trainer.epochSteps(), lossSum / steps));
      lossSum = 0;
      steps = 0;
    }
  }

  @Override
  public void epochEnded(EpochReport report) {
    StringBuilder line =
        new StringBuilder(
            Text.format(
                "epoch %d/%d  loss %.4f  rate %.3g",
                report.epoch() + 1, report.epochs(), report.loss(), report.rate()));
    Score score = report.score();
    if (score != null) {
      line.append(Text.format("  held out: loss %.4f, Dice %.4f", score.loss(), score.dice()));
    }
    line.append(Text.format("  waiting %.1f %%", 100 * report.waitedShare()));
    if (report.leftNanos() > 0) {
      line.append("  ").append(left(report.leftNanos())).append(" left");
    }
    say(line.toString());
    bottleneck.line(report).ifPresent(this::say);
    lossSum = 0;
    steps = 0;
  }

  /** Such as {@code 1 h 05 min}, {@code 3 min 20 s}, {@code 12 s}. */
  static String left(long nanos) {
    long seconds = Math.round(nanos * 1e-9);
    if (seconds >= 3600) {
      return Text.format("%d h %02d min", seconds / 3600, seconds / 60 % 60);
    }
    return seconds >= 60
        ? Text.format("%d min %02d s", seconds / 60, seconds % 60)
        : Text.format("%d s", seconds);
  }

  /** Where everything is. */
  List<String> end(Path run) {
    return List.of(
        Text.format(
            "written   %s: last.safetensors%s, loss.csv, loss.png, config.json",
            run, trainer.hasBest() ? ", best.safetensors" : ""));
  }

  private void say(String line) {
    out.println(line);
    out.flush();
    spoke = System.nanoTime();
  }
}
