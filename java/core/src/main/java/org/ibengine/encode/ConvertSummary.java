package org.ibengine.encode;

import java.util.List;
import org.ibengine.work.CaseFailure;

/**
 * What a conversion did.
 *
 * @param converted cases that were written, sorted by name
 * @param current cases that the target had already, sorted by name
 * @param failures cases that failed, sorted by name
 * @param bytesBefore of the files of the converted and the current cases in the source
 * @param bytesAfter of theirs in the target
 * @param seconds in all
 */
public record ConvertSummary(
    List<String> converted,
    List<String> current,
    List<CaseFailure> failures,
    long bytesBefore,
    long bytesAfter,
    double seconds) {
  public ConvertSummary {
    converted = List.copyOf(converted);
    current = List.copyOf(current);
    failures = List.copyOf(failures);
  }
}
