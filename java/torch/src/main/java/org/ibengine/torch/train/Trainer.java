package org.ibengine.torch.train;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.locks.ReentrantLock;
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
    Libtorch.setThreads(plan.threads());
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
    Libtorch.load();
    RunRules.require(engine, config);
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

  /** Whether weights were kept as the best so far. */
  public boolean hasBest() {
    return progress.bestEpoch() >= 0;
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
    try (CourseFiles course = new CourseFiles(folder, progress);
        Passes passes = new Passes(engine, plan.seed(), progress.token())) {
      TrainingClock clock = new TrainingClock(plan.epochs(), epochSteps(), passes);
      while (!isComplete()) {
        epoch(passes, course, clock, listener);
        Score score = validate(course);
        course.flush();
        save(score, passes);
        listener.epochEnded(clock.report(progress.epoch() - 1, plan, score));
      }
    }
  }

  private void epoch(
      Passes passes, CourseFiles course, TrainingClock clock, TrainingListener listener) {
    int steps = epochSteps();
    double rate = plan.rate(progress.epoch());
    clock.begin();
    while (progress.step() < steps) {
      float loss = step(passes, rate);
      course.step(progress, loss, rate);
      listener.stepped(progress.epoch(), progress.step(), loss);
      progress = progress.stepped();
      clock.stepped(loss);
      if (saveSteps > 0 && progress.steps() % saveSteps == 0 && progress.step() < steps) {
        course.flush();
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
  private Score validate(CourseFiles course) {
    int done = progress.epoch() + 1;
    boolean due =
        plan.validateEvery() > 0 && (done % plan.validateEvery() == 0 || done == plan.epochs());
    if (!due || engine.validationSteps().isEmpty()) {
      return null;
    }
    computing.lock();
    try (Epoch validation = engine.validation()) {
      Score score = new Examination(network, plan.loss()).take(validation);
      course.score(progress.epoch(), score);
      return score;
    } finally {
      computing.unlock();
    }
  }

  private void save(Score score, Passes passes) {
    computing.lock();
    try {
      Checkpoint.requireFinite(network, progress.epoch());
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
      Checkpoint.requireFinite(network, progress.epoch());
      Checkpoint.save(RunFolder.checkpoint(folder), network, optimizer, now);
    } finally {
      computing.unlock();
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
