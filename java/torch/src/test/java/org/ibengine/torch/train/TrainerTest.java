package org.ibengine.torch.train;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;
import org.ibengine.EngineOptions;
import org.ibengine.IbEngine;
import org.ibengine.conformance.TinyCase;
import org.ibengine.conformance.TinyDataset;
import org.ibengine.error.DatasetException;
import org.ibengine.index.Layout;
import org.ibengine.tensor.Device;
import org.ibengine.torch.RequiresLibtorch;
import org.ibengine.torch.network.Network;
import org.ibengine.torch.network.NetworkSpec;
import org.ibengine.volume.Size3;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Training on volumes of a few hundred voxels. */
@RequiresLibtorch
class TrainerTest {
  private static final int EPOCHS = 4;
  private static final int STEPS = 7; // more than one pass over the dataset, and no multiple

  @TempDir private static Path shared;
  private static Path dataset;

  @TempDir private Path folder;
  private RunConfig config;

  @BeforeAll
  static void prepare() {
    dataset = TrainFixture.dataset(shared.resolve("data"));
  }

  @BeforeEach
  void configure() {
    config = TrainFixture.config(dataset, TrainFixture.plan(EPOCHS, STEPS));
  }

  /** Ends a training run from inside, as nothing else would. */
  private static final class Cut extends RuntimeException {
    private static final long serialVersionUID = 1L;
  }

  /** Cuts after so many more steps. */
  private static TrainingListener cutAfter(int steps) {
    int[] left = {steps};
    return new TrainingListener() {
      @Override
      public void stepped(int epoch, int step, float loss) {
        if (--left[0] == 0) {
          throw new Cut();
        }
      }
    };
  }

  private static void assertSameRun(Path expected, Path found) throws IOException {
    for (String name : List.of("loss.csv", "validation.csv")) {
      assertEquals(
          Files.readString(expected.resolve(name)), Files.readString(found.resolve(name)), name);
    }
    for (String name : List.of("last.safetensors", "best.safetensors", "checkpoint.safetensors")) {
      assertArrayEquals(
          Files.readAllBytes(expected.resolve(name)),
          Files.readAllBytes(found.resolve(name)),
          name);
    }
  }

  @Test
  void equalPlansGiveBitIdenticalRunsAndOtherSeedsOthers() throws IOException {
    TrainFixture.train(config, folder.resolve("first"), 0, TrainingListener.NONE);
    TrainFixture.train(config, folder.resolve("second"), 0, TrainingListener.NONE);
    assertSameRun(folder.resolve("first"), folder.resolve("second"));
    List<String> rows = Files.readAllLines(folder.resolve("first/loss.csv"));
    assertEquals(1 + EPOCHS * STEPS, rows.size());
    assertEquals("epoch,step,loss,rate", rows.get(0));
    assertTrue(rows.get(1).startsWith("0,0,") && rows.get(1).endsWith(",0.01"), rows.get(1));
    assertEquals(1 + EPOCHS, Files.readAllLines(folder.resolve("first/validation.csv")).size());
  }

  @Test
  void aRunThatIsCutAnywhereGoesOnAsIfNothingHadHappened() throws IOException {
    TrainFixture.train(config, folder.resolve("whole"), 0, TrainingListener.NONE);
    for (int cut = 1; cut < EPOCHS * STEPS; cut++) {
      Path again = folder.resolve("cut" + cut);
      int after = cut;
      assertThrows(Cut.class, () -> TrainFixture.train(config, again, 3, cutAfter(after)));
      TrainFixture.train(config, again, 3, TrainingListener.NONE);
      assertSameRun(folder.resolve("whole"), again);
    }
  }

  @Test
  void aRunThatIsCutManyTimesGoesOn() throws IOException {
    TrainFixture.train(config, folder.resolve("whole"), 0, TrainingListener.NONE);
    Random random = new Random(3);
    Path again = folder.resolve("cut");
    int cuts = 0;
    while (true) {
      try {
        TrainFixture.train(config, again, 2, cutAfter(1 + random.nextInt(5)));
        break;
      } catch (Cut e) {
        cuts++;
      }
    }
    assertTrue(cuts > 5, "cut " + cuts + " times");
    assertSameRun(folder.resolve("whole"), again);
  }

  @Test
  void aRunThatIsCompleteDoesNothingMore() throws IOException {
    Path run = folder.resolve("run");
    TrainFixture.train(config, run, 0, TrainingListener.NONE);
    byte[] checkpoint = Files.readAllBytes(run.resolve("checkpoint.safetensors"));
    TrainFixture.train(config, run, 0, cutAfter(1));
    assertArrayEquals(checkpoint, Files.readAllBytes(run.resolve("checkpoint.safetensors")));
  }

  @Test
  void theFolderOfARunGivesItsNetworkAndItsConfiguration() throws IOException {
    Path run = folder.resolve("run");
    TrainFixture.train(config, run, 0, TrainingListener.NONE);
    RunFolder opened = RunFolder.open(run);
    assertEquals(config.toJson(), opened.config().toJson());
    Tensor image = torch.arange(new Scalar(1024f)).reshape(1, 2, 8, 8, 8).div(new Scalar(512f));
    try (Network last = opened.network(RunFolder.Which.LAST, Device.CPU);
        Network best = opened.network(RunFolder.Which.BEST, Device.CPU);
        IbEngine engine = IbEngine.open(dataset, config.engine());
        Trainer trainer = Trainer.open(engine, config, run)) {
      Tensor trained = trainer.network().training(false).logits(image);
      assertTrue(trained.equal(last.logits(image)));
      assertEquals(8, best.logits(image).size(4));
    }
  }

  @Test
  void theLossFallsAndTheLearningRateFollowsItsSchedule() throws IOException {
    RunConfig longer = TrainFixture.config(dataset, TrainFixture.plan(20, 0));
    Path run = folder.resolve("run");
    List<Double> losses = new ArrayList<>();
    List<Double> rates = new ArrayList<>();
    TrainFixture.train(
        longer,
        run,
        0,
        new TrainingListener() {
          @Override
          public void epochEnded(EpochReport report) {
            losses.add(report.loss());
            rates.add(report.rate());
            assertTrue(report.waitedShare() >= 0 && report.waitedShare() <= 1);
          }
        });
    assertTrue(losses.get(19) < 0.9 * losses.get(0), losses.toString());
    assertEquals(0.01, rates.get(0));
    assertEquals(0.005, rates.get(10), 1e-9);
  }

  @Test
  void aLossThatIsNotANumberEndsTheRunAndKeepsTheCheckpoint() throws IOException {
    TrainingPlan wild =
        new TrainingPlan(
            LossSpec.parse("sdl"),
            OptimizerSpec.parse("sgd:1e30"),
            new Schedule.Constant(),
            50,
            1,
            0,
            TrainingPlan.Best.DICE,
            1,
            1);
    Path run = folder.resolve("run");
    String message =
        assertThrows(
                TrainingException.class,
                () ->
                    TrainFixture.train(
                        TrainFixture.config(dataset, wild), run, 0, TrainingListener.NONE))
            .getMessage();
    assertTrue(message.contains("lower the learning rate"), message);
    for (String name : List.of("last.safetensors", "checkpoint.safetensors")) {
      assertFalse(holdsNaN(run.resolve(name)), name);
    }
  }

  private static boolean holdsNaN(Path file) {
    if (!Files.exists(file)) {
      return false;
    }
    try (var read = org.ibengine.torch.weights.TensorFile.read(file)) {
      return read.tensors().values().stream().anyMatch(t -> t.isnan().any().item_bool());
    }
  }

  @Test
  void aRunOfOtherChoicesIsNotContinuedAndTheChoicesAreNamed() throws IOException {
    Path run = folder.resolve("run");
    assertThrows(Cut.class, () -> TrainFixture.train(config, run, 1, cutAfter(3)));
    RunConfig other = TrainFixture.config(dataset, TrainFixture.plan(EPOCHS + 1, STEPS));
    String message =
        assertThrows(
                DatasetException.class,
                () -> TrainFixture.train(other, run, 0, TrainingListener.NONE))
            .getMessage();
    assertTrue(message.contains("training.epochs was 4, is 5"), message);
    EngineOptions prefetch = config.engine().prefetch(3);
    RunConfig same =
        new RunConfig(
            config.dataset(), config.modalities(), config.network(), config.plan(), prefetch);
    TrainFixture.train(same, run, 0, TrainingListener.NONE);
  }

  private String refusal(NetworkSpec network, List<String> modalities, EngineOptions options) {
    RunConfig wrong =
        new RunConfig(dataset.toString(), modalities, network, config.plan(), options);
    return assertThrows(
            IllegalArgumentException.class,
            () -> TrainFixture.train(wrong, folder.resolve("run"), 0, TrainingListener.NONE))
        .getMessage();
  }

  @Test
  void whatDoesNotFitIsRefusedBeforeAnythingIsWritten() {
    NetworkSpec deep = NetworkSpec.unet(2, 2);
    String size = refusal(deep, config.modalities(), config.engine());
    assertTrue(size.contains("multiple of 16") && size.contains("(8, 8, 8)"), size);
    String names = refusal(TrainFixture.NETWORK, List.of("ct"), config.engine());
    assertTrue(names.contains("[ct]"), names);
    String inputs = refusal(NetworkSpec.unet(1, 2), config.modalities(), config.engine());
    assertTrue(inputs.contains("with 1 inputs"), inputs);
    String weights =
        refusal(TrainFixture.NETWORK, config.modalities(), config.engine().weights(null));
    assertTrue(weights.contains("sdl+iwbce needs weights"), weights);
    assertFalse(Files.exists(folder.resolve("run/config.json")));
  }

  @Test
  void aValidationThatCannotBeIsRefusedBeforeTheFirstEpoch() throws IOException {
    TinyCase crowded = new TinyCase("a", new Size3(9, 8, 8)).lesion(1, 1, 2, 3, 6, 5, 4);
    TinyCase roomy = new TinyCase("b", new Size3(26, 8, 8)).lesion(1, 1, 2, 3, 3, 4, 4);
    Path uneven = new TinyDataset(crowded, roomy).prepare(folder.resolve("uneven"), Layout.VOLUMES);
    List<String> messages = new ArrayList<>();
    for (int fold = 0; fold < 2; fold++) {
      EngineOptions options = config.engine().fold(fold, 2);
      RunConfig one =
          new RunConfig(
              uneven.toString(), config.modalities(), config.network(), config.plan(), options);
      messages.add(
          assertThrows(
                  IllegalArgumentException.class,
                  () -> TrainFixture.train(one, folder.resolve("run"), 0, TrainingListener.NONE))
              .getMessage());
    }
    assertTrue(
        messages.stream().allMatch(m -> m.contains("free of foreground")), messages.toString());
    assertFalse(Files.exists(folder.resolve("run/config.json")));
  }

  @Test
  void otherSeedsGiveOtherLosses() throws IOException {
    TrainFixture.train(config, folder.resolve("first"), 0, TrainingListener.NONE);
    TrainingPlan plan = config.plan();
    TrainingPlan other =
        new TrainingPlan(
            plan.loss(),
            plan.optimizer(),
            plan.schedule(),
            plan.epochs(),
            plan.steps(),
            plan.validateEvery(),
            plan.best(),
            8,
            1);
    TrainFixture.train(
        TrainFixture.config(dataset, other), folder.resolve("second"), 0, TrainingListener.NONE);
    assertNotEquals(
        Files.readString(folder.resolve("first/loss.csv")),
        Files.readString(folder.resolve("second/loss.csv")));
  }

  @Test
  void weightsPatchesAndBestOfAConfigurationSurviveJson() {
    RunConfig read = RunConfig.fromJson(config.toJson());
    assertEquals(config.toJson(), read.toJson());
    assertEquals(config.plan(), read.plan());
    assertEquals(config.network(), read.network());
    String message =
        assertThrows(
                IllegalArgumentException.class,
                () -> RunConfig.fromJson(config.toJson().replace("\"epochs\"", "\"epoch\"")))
            .getMessage();
    assertTrue(message.contains("no epochs"), message);
  }
}
