package org.ibengine;

import java.util.Optional;
import java.util.stream.Stream;
import org.ibengine.error.Failures;
import org.ibengine.plan.EpochId;
import org.ibengine.plan.PatchPool;

/** The epochs of one rank: of training and, where something is held out, of validation. */
final class RankSeries {
  private final EpochSeries training;
  private final Optional<EpochSeries> validation;

  /**
   * @param options of the rank
   */
  RankSeries(EngineNode node, EngineOptions options) {
    int slots = options.resources().prefetch();
    training = new EpochSeries(node, options, node.fold().trainingPool(), slots);
    PatchPool heldOut = node.fold().validationPool();
    validation =
        Optional.ofNullable(heldOut)
            .map(pool -> new EpochSeries(node, options, pool, EngineMemory.VALIDATION_SLOTS));
  }

  EpochSeries training() {
    return training;
  }

  /** Empty where nothing is held out. */
  Optional<EpochSeries> validation() {
    return validation;
  }

  /**
   * @throws IllegalArgumentException if it is the validation, and nothing is held out
   */
  EpochSeries of(EpochId epoch) {
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
    return series.open(new EpochToken(series.fingerprint(), epoch, 0));
  }

  private Stream<EpochSeries> all() {
    return Stream.concat(Stream.of(training), validation.stream());
  }

  /** Batch slots in somebody's hands, of both. */
  int slotsTaken() {
    return all().mapToInt(EpochSeries::slotsTaken).sum();
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
