package org.ibengine.torch.train;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.ibengine.EngineOptions;
import org.ibengine.IbEngine;
import org.ibengine.backend.WeightKind;
import org.ibengine.conformance.TinyCase;
import org.ibengine.conformance.TinyDataset;
import org.ibengine.index.Layout;
import org.ibengine.torch.network.NetworkSpec;
import org.ibengine.volume.Size3;

/** A dataset of a few hundred voxels, and a network of a few hundred weights. */
final class TrainFixture {
  static final NetworkSpec NETWORK = NetworkSpec.unet(2, 2).levels(List.of(3, 4), List.of(2));

  private TrainFixture() {}

  /** Three cases of three subjects, two modalities. */
  static Path dataset(Path folder) {
    TinyCase first = new TinyCase("a", new Size3(26, 11, 9));
    TinyCase second = new TinyCase("b", new Size3(25, 12, 10));
    TinyCase third = new TinyCase("c", new Size3(27, 9, 13));
    for (int i = 0; i < 4; i++) {
      first.lesion(1, 3 * i, 2 * i, 2 * i, 3 * i + 1, 2 * i + 1, 2 * i + 1);
      second.lesion(1, 2 * i, 3 * i, 2 * i, 2 * i + 1, 3 * i + 2, 2 * i + 1);
      third.lesion(1, 2 * i, 2 * i, 3 * i, 2 * i + 2, 2 * i + 1, 3 * i + 1);
    }
    return new TinyDataset(first, second, third).prepare(folder, Layout.VOLUMES);
  }

  static EngineOptions options() {
    return EngineOptions.defaults()
        .backend("cpu")
        .threads(1)
        .patchSize(8, 8, 8)
        .weights(WeightKind.PATCH_INVERSE)
        .fold(0, 3);
  }

  static TrainingPlan plan(int epochs, int steps) {
    return new TrainingPlan(
        LossSpec.parse("sdl+iwbce"),
        OptimizerSpec.parse("adam:0.01"),
        Schedule.parse("cosine:1e-9"),
        epochs,
        steps,
        1,
        TrainingPlan.Best.DICE,
        7,
        1);
  }

  static RunConfig config(Path dataset, TrainingPlan plan) {
    return new RunConfig(dataset.toString(), modalities(dataset), NETWORK, plan, options());
  }

  private static List<String> modalities(Path dataset) {
    try (IbEngine engine = IbEngine.open(dataset, options())) {
      return engine.modalities();
    }
  }

  /** Trains to the end in {@code folder}, which need not exist. */
  static void train(RunConfig config, Path folder, int saveSteps, TrainingListener listener)
      throws IOException {
    Files.createDirectories(folder);
    try (IbEngine engine = IbEngine.open(Path.of(config.dataset()), config.engine());
        Trainer trainer = Trainer.open(engine, config, folder)) {
      trainer.saveSteps(saveSteps).run(listener);
    }
  }
}
