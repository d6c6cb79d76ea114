package org.ibengine.cli.evaluate;

import java.util.List;
import java.util.Optional;
import org.ibengine.evaluation.overlap.CaseOverlap;
import org.ibengine.evaluation.overlap.ClassOverlap;
import org.ibengine.label.Connectivity;
import org.ibengine.work.CaseFailure;

/**
 * An evaluation and how it was made.
 *
 * @param cases those that went well, all with the same classes
 * @param failures of the others
 * @param missing cases without a prediction
 * @param unused predictions without a case
 */
record OverlapReport(
    List<CaseOverlap> cases,
    List<CaseFailure> failures,
    List<String> missing,
    List<String> unused,
    Settings settings) {

  /**
   * What was asked for.
   *
   * @param ofDataset what the ground truth was prepared with, if it was
   * @param missingAreEmpty whether {@code missing} are among the cases
   */
  record Settings(
      MaskOptions masks,
      Connectivity connectivity,
      Optional<Connectivity> ofDataset,
      boolean missingAreEmpty) {}

  /** Names of the classes; the same in every case. */
  List<String> classes() {
    return cases.get(0).classes().stream().map(ClassOverlap::name).toList();
  }

  /** Of every case, by its position in {@link #classes}. */
  List<ClassOverlap> ofClass(int at) {
    return cases.stream().map(item -> item.classes().get(at)).toList();
  }

  /** Every case and class. */
  List<ClassOverlap> all() {
    return cases.stream().flatMap(item -> item.classes().stream()).toList();
  }

  /** Whether a case that should be among the figures is not. */
  boolean isPartial() {
    return !failures.isEmpty() || !missing.isEmpty() && !settings.missingAreEmpty();
  }
}
