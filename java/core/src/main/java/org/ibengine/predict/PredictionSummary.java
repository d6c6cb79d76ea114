package org.ibengine.predict;

import java.util.List;
import org.ibengine.work.CaseFailure;

/**
 * What a run of predictions did.
 *
 * @param predicted names of cases, in the order in which their files were written
 * @param upToDate names of those whose files were there before
 * @param failures of the others
 * @param windows that the network was given, without those that only filled a batch
 */
public record PredictionSummary(
    List<String> predicted,
    List<String> upToDate,
    List<CaseFailure> failures,
    long windows,
    PredictionTimes times) {
  public PredictionSummary {
    predicted = List.copyOf(predicted);
    upToDate = List.copyOf(upToDate);
    failures = List.copyOf(failures);
  }
}
