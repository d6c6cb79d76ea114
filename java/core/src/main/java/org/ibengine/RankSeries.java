package org.ibengine;

import java.util.Optional;
import java.util.OptionalInt;
import java.util.stream.Stream;
import org.ibengine.error.Failures;
import org.ibengine.plan.EpochId;
import org.ibengine.plan.PatchPool;
import org.ibengine.plan.SiteWeights;

/** The epochs of one rank: of training and, where something is held out, of validation. */
final class RankSeries {
  private final EngineOptions options;
  private final EpochSeries training;
  private final Optional<EpochSeries> validation;
  private volatile SiteWeights weights = SiteWeights.NONE;

  /**
   * @param options of the rank
   */
  RankSeries(EngineNode node, EngineOptions options) {
    this.options = options;
    int slots = options.resources().prefetch();
    training = series(node, node.fold().trainingPool(), slots);
    PatchPool heldOut = node.fold().validationPool();
    validation =
        Optional.ofNullable(heldOut).map(pool -> series(node, pool, EngineMemory.VALIDATION_SLOTS));
  }

  private EpochSeries series(EngineNode node, PatchPool pool, int slots) {
    return new EpochSeries(new EpochMaker(node, options, pool, slots));
  }

  /** Those of training epochs that are opened from now on. */
  void weights(SiteWeights value) {
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
   * @throws IllegalArgumentException if it is the validation, and nothing is held out
   */
  private EpochSeries of(EpochId epoch) {
    return epoch instanceof EpochId.Validation ? requireValidation() : training;
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

  private Stream<EpochSeries> all() {
    return Stream.concat(Stream.of(training), validation.stream());
  }

  /** Batch slots in somebody's hands, of both. */
  int slotsTaken() {
    return all().mapToInt(series -> series.maker().slotsTaken()).sum();
  }

  /** Ends all epochs. */
  void stop() {
    Failures failures = new Failures();
    all().forEach(series -> failures.collect(series::stop));
    failures.rethrow();
  }

  /** After {@link #stop}: frees batches. */
  void close() {
    Failures failures = new Failures();
    all().forEach(series -> failures.collect(series::close));
    failures.rethrow();
  }
}
