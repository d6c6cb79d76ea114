package org.ibengine;

import java.util.Optional;
import java.util.OptionalInt;
import java.util.stream.Stream;
import org.ibengine.error.Failures;
import org.ibengine.plan.EpochId;
import org.ibengine.plan.PatchPool;
import org.ibengine.plan.SiteWeights;

/**
 * The epochs of one rank: of training, where something is held out of validation, and of windows.
 */
final class RankSeries {
  private final EngineNode node;
  private final EngineOptions options;
  private final BatchRing ring; // of training epochs and, between them, of windows
  private final BatchRing validationRing;
  private final EpochSeries training;
  private final Optional<EpochSeries> validation;
  private Optional<EpochSeries> windows = Optional.empty(); // those opened last
  private volatile SiteWeights weights = SiteWeights.NONE;

  /**
   * @param options of the rank
   */
  RankSeries(EngineNode node, EngineOptions options) {
    this.node = node;
    this.options = options;
    ring = ring(options.resources().prefetch());
    validationRing = ring(EngineMemory.VALIDATION_SLOTS);
    training = series(node.fold().trainingPool(), ring);
    validation =
        Optional.ofNullable(node.fold().validationPool()).map(pool -> series(pool, validationRing));
  }

  private BatchRing ring(int slots) {
    return new BatchRing(node.memory(), options.batchMemory(), slots);
  }

  private EpochSeries series(PatchPool pool, BatchRing memory) {
    return new EpochSeries(new EpochMaker(node, options, pool, memory));
  }

  /**
   * Those of training epochs that are opened from now on.
   *
   * @throws IllegalArgumentException if the sampler does not go with weights
   */
  void weights(SiteWeights value) {
    if (options.sampling().draws().replaces()) {
      training.maker().planner().requireUnweighted(value);
    }
    weights = value;
  }

  /** The n-th epoch of that seed as it is weighted now. */
  EpochId training(long seed, int number) {
    return new EpochId.Training(seed, number, weights);
  }

  PatchPool trainingPool() {
    return training.maker().pool();
  }

  /**
   * @throws IllegalArgumentException if there is no positive or no negative patch to plan with
   */
  int trainingSteps() {
    return training.maker().planner().trainingSteps();
  }

  /**
   * Empty where nothing is held out.
   *
   * @throws IllegalArgumentException as {@link #trainingSteps}
   */
  OptionalInt validationSteps() {
    return validation
        .map(series -> OptionalInt.of(series.maker().planner().validationSteps()))
        .orElse(OptionalInt.empty());
  }

  /**
   * What shows that epoch, with its ring free for it.
   *
   * @throws IllegalArgumentException if it is the validation, and nothing is held out
   * @throws IllegalStateException if another epoch has the ring
   */
  private EpochSeries of(EpochId epoch) {
    if (epoch instanceof EpochId.Validation) {
      return requireValidation();
    }
    windows().ifPresent(EpochSeries::standAside);
    if (epoch instanceof EpochId.Windows of) {
      training.standAside();
      return windows(series(CaseWindows.pool(node.dataset(), of), ring));
    }
    return training;
  }

  private synchronized Optional<EpochSeries> windows() {
    return windows;
  }

  private synchronized EpochSeries windows(EpochSeries opened) {
    windows = Optional.of(opened);
    return opened;
  }

  private EpochSeries requireValidation() {
    return validation.orElseThrow(
        () ->
            new IllegalArgumentException(
                "a validation needs held-out cases, but no fold was chosen, nor a split with a list for validation;"
                    + " choose one (EngineOptions.fold, --fold K N, or --split FILE), or ask for the validation of"
                    + " all cases (EngineOptions.validationOfAll, --validation-of-all)"));
  }

  /** For one thread at a time. */
  Epoch open(EpochId epoch) {
    EpochSeries series = of(epoch);
    return series.open(new EpochToken(series.maker().fingerprint(), epoch, 0));
  }

  /**
   * For one thread at a time.
   *
   * @throws IllegalArgumentException if it is not a token, or belongs to another dataset or other
   *     options
   */
  Epoch resume(String token) {
    EpochState saved = EpochState.parse(token);
    EpochSeries series = of(saved.token().epoch());
    saved.require(series.maker().fingerprint(), options);
    if (saved.token().epoch() instanceof EpochId.Training resumed) {
      weights = resumed.weights();
    }
    return series.open(saved.token());
  }

  private Stream<BatchRing> rings() {
    return Stream.of(ring, validationRing);
  }

  /** Batch slots in somebody's hands, of all epochs. */
  int slotsTaken() {
    return rings().mapToInt(BatchRing::taken).sum();
  }

  /** Ends all epochs. */
  void stop() {
    Failures failures = new Failures();
    Stream.of(Optional.of(training), validation, windows())
        .flatMap(Optional::stream)
        .forEach(series -> failures.collect(series::stop));
    failures.rethrow();
  }

  /** After {@link #stop}: frees batches. */
  void close() {
    Failures failures = new Failures();
    rings().forEach(memory -> failures.collect(memory::close));
    failures.rethrow();
  }
}
