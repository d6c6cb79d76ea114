package org.ibengine.torch.train;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Predicate;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;
import org.ibengine.Epoch;
import org.ibengine.IbEngine;
import org.ibengine.error.Failures;
import org.ibengine.text.Text;
import org.ibengine.torch.Libtorch;
import org.ibengine.torch.TorchBatch;
import org.ibengine.torch.network.Network;
import org.ibengine.torch.weights.Weights;
import org.ibengine.torch.weights.WholeFile;

/**
 * A training run in a folder: begins it, or goes on from its checkpoint, whatever moment the
 * process before was killed at. With one thread of libtorch the losses are bit-identical to those
 * of a run that was not interrupted. Belongs to one thread; {@link #pause} may be called by any.
 */
public final class Trainer implements AutoCloseable {
  private static final String LOSS_HEADER = "epoch,step,loss,rate";
  private static final String VALIDATION_HEADER = "epoch,loss,dice";

  private final IbEngine engine;
  private final TrainingPlan plan;
  private final Path folder;
  private final Network network;
  private final Optimizer optimizer;
  private final Lesson lesson;
  private final ReentrantLock computing = new ReentrantLock();
  private Progress progress = Progress.BEGIN;
  private int saveSteps;

  private Trainer(IbEngine engine, RunConfig config, Path folder) {
    this.engine = engine;
    this.plan = config.plan();
    this.folder = folder;
    torch.set_num_threads(plan.threads());
    torch.manual_seed(plan.seed());
    network = Network.create(config.network(), plan.seed(), engine.device());
    optimizer = Optimizer.of(plan.optimizer(), network.parameters());
    lesson = new Lesson(network, plan.loss(), optimizer);
  }

  /**
   * Begins a run, or takes up the one in {@code folder}, which must exist. Sets libtorch's number
   * of threads and its seed for the whole process.
   *
   * @param engine opened with the configuration's options on its dataset; stays the caller's
   * @param folder one process at a time
   * @throws IllegalArgumentException if network, dataset and options do not fit together, or the
   *     folder holds a run of another configuration
   * @throws org.ibengine.error.BackendUnavailableException if libtorch cannot be loaded
   * @throws org.ibengine.error.DatasetException if the folder cannot be read or written
   */
  public static Trainer open(IbEngine engine, RunConfig config, Path folder) {
    RunRules.require(engine, config);
    Libtorch.load();
    RunRules.requireSameRun(config, folder);
    Trainer trainer = new Trainer(engine, config, folder);
    try {
      WholeFile.write(RunFolder.config(folder), config.toJson() + "\n");
      if (Files.exists(RunFolder.checkpoint(folder))) {
        trainer.progress =
            Checkpoint.load(RunFolder.checkpoint(folder), trainer.network, trainer.optimizer);
      }
      return trainer;
    } catch (RuntimeException | Error e) {
      throw Failures.after(e, trainer::close);
    }
  }

  /** Saves a checkpoint after every so many steps, besides those after epochs; 0: does not. */
  public Trainer saveSteps(int value) {
    saveSteps = value;
    return this;
  }

  /** Steps that were made, those before an interruption included. */
  public long steps() {
    return progress.steps();
  }

  /** Whether every epoch is done. */
  public boolean isComplete() {
    return progress.epoch() >= plan.epochs();
  }

  /** The network that is trained; stays this object's. */
  public Network network() {
    return network;
  }

  /** Steps of an epoch. */
  public int epochSteps() {
    return plan.steps() == 0 ? engine.steps() : plan.steps();
  }

  /**
   * Trains to the end.
   *
   * @throws TrainingException if the loss is not finite or memory is short; the last checkpoint
   *     stays as it was
   * @throws org.ibengine.error.IbException if data cannot be read, or nothing can be written
   */
  public void run(TrainingListener listener) {
    listener.started(progress.steps());
    if (isComplete()) {
      return;
    }
    try (CourseFile losses = courseOf("loss.csv", LOSS_HEADER, lossesKept());
        CourseFile scores = courseOf("validation.csv", VALIDATION_HEADER, scoresKept());
        Passes passes = new Passes(engine, plan.seed(), progress.token())) {
      TrainingClock clock = new TrainingClock(plan.epochs(), epochSteps(), passes);
      while (!isComplete()) {
        epoch(passes, losses, clock, listener);
        Score score = validate(scores);
        losses.flush();
        scores.flush();
        save(score, passes);
        listener.epochEnded(clock.report(progress.epoch() - 1, plan, score));
      }
    }
  }

  private CourseFile courseOf(String name, String header, Predicate<String> kept) {
    return CourseFile.open(folder.resolve(name), header, kept);
  }

  /** Rows of steps that the checkpoint knows. */
  private Predicate<String> lossesKept() {
    long[] left = {progress.steps()};
    return row -> left[0]-- > 0;
  }

  private Predicate<String> scoresKept() {
    return row -> Integer.parseInt(row.substring(0, row.indexOf(','))) < progress.epoch();
  }

  private void epoch(
      Passes passes, CourseFile losses, TrainingClock clock, TrainingListener listener) {
    int steps = epochSteps();
    double rate = plan.rate(progress.epoch());
    clock.begin();
    while (progress.step() < steps) {
      float loss = step(passes, rate);
      losses.add(Text.format("%d,%d,%s,%s", progress.epoch(), progress.step(), loss, rate));
      listener.stepped(progress.epoch(), progress.step(), loss);
      progress = progress.stepped();
      clock.stepped(loss);
      if (saveSteps > 0 && progress.steps() % saveSteps == 0 && progress.step() < steps) {
        losses.flush();
        checkpoint(progress.at(progress.epoch(), progress.step(), passes.token()));
      }
    }
  }

  private float step(Passes passes, double rate) {
    TorchBatch batch = passes.next();
    computing.lock();
    try {
      return lesson.learn(batch, rate);
    } catch (TrainingException e) {
      throw new TrainingException(
          Text.format(
              "epoch %d, step %d: %s; %s",
              progress.epoch(),
              progress.step(),
              e.getMessage(),
              Files.exists(RunFolder.checkpoint(folder))
                  ? "the last checkpoint is kept"
                  : "no checkpoint was made yet"),
          e);
    } finally {
      computing.unlock();
    }
  }

  /** Null where none is due. */
  private Score validate(CourseFile scores) {
    int done = progress.epoch() + 1;
    boolean due =
        plan.validateEvery() > 0 && (done % plan.validateEvery() == 0 || done == plan.epochs());
    if (!due || engine.validationSteps().isEmpty()) {
      return null;
    }
    computing.lock();
    try (Epoch validation = engine.validation()) {
      Score score = new Examination(network, plan.loss()).take(validation);
      scores.add(Text.format("%d,%s,%s", progress.epoch(), score.loss(), score.dice()));
      return score;
    } finally {
      computing.unlock();
    }
  }

  private void save(Score score, Passes passes) {
    computing.lock();
    try {
      requireFinite();
      if (score != null && score.beats(progress.best(), plan.best())) {
        Weights.save(network, RunFolder.best(folder));
        progress = progress.improved(score.value(plan.best()), progress.epoch());
      }
      Weights.save(network, RunFolder.last(folder));
      progress = progress.at(progress.epoch() + 1, 0, passes.token());
      checkpoint(progress);
    } finally {
      computing.unlock();
    }
  }

  private void checkpoint(Progress now) {
    computing.lock();
    try {
      requireFinite();
      Checkpoint.save(RunFolder.checkpoint(folder), network, optimizer, now);
    } finally {
      computing.unlock();
    }
  }

  @SuppressWarnings("try") // a scope works by being there
  private void requireFinite() {
    for (Map.Entry<String, Tensor> tensor : network.tensors().entrySet()) {
      try (PointerScope scope = new PointerScope()) {
        if (!tensor.getValue().isfinite().all().item_bool()) {
          throw new TrainingException(
              Text.format(
                  "epoch %d: %s is not finite any more, so nothing was saved; lower the learning rate",
                  progress.epoch(), tensor.getKey()));
        }
      }
    }
  }

  /**
   * Waits until libtorch does not compute, and keeps it from doing so: for the end of a process,
   * which would crash in the middle of a step.
   */
  public void pause() {
    computing.lock();
  }

  /** Frees the network. Idempotent. */
  @Override
  public void close() {
    lesson.close();
    optimizer.close();
    network.close();
  }
}
