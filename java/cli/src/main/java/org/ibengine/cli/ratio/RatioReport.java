package org.ibengine.cli.ratio;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.ibengine.ratio.PatchChoice;
import org.ibengine.ratio.RatioRun;
import org.ibengine.ratio.TargetRun;
import org.ibengine.work.CaseFailure;

/**
 * All that {@code ib ratio} tells.
 *
 * @param target empty without one
 */
record RatioReport(
    Path folder,
    RatioRun.Found found,
    PatchChoice choice,
    BatchOptions.Shown batch,
    Optional<TargetRun.Found> target) {
  /** Of both folders. */
  List<CaseFailure> failures() {
    return Stream.concat(
            found.failures().stream(), target.stream().flatMap(all -> all.failures().stream()))
        .toList();
  }
}
