package org.ibengine.mine;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import org.ibengine.centre.RuleCounts;

/**
 * What was mined of a scan.
 *
 * @param file of the scan
 * @param hasMask whether there is a lung mask of it
 * @param rule the one that was used, never {@link LungRule#AUTO}
 * @param guardMm the least distance of a window to the surface of a finding
 * @param nodules in the annotations
 * @param outside how many of these have their centre outside of the scan
 * @param tiny how many of the others are so small that no voxel of the grid has its centre in them
 * @param excluded further findings
 * @param left centres after each rule
 * @param dropped what became of its candidates, where there are any files of them
 * @param feasible legal centres; with candidates, legal positions among those
 * @param candidates what was drawn from: the hardest of the feasible
 * @param holding windows of legal centres that a nodule reaches into; told of the notebook's rules
 * @param patches in the order of the draw; none if no centre is legal
 */
public record MinedScan(
    String uid,
    Path file,
    boolean hasMask,
    LungRule rule,
    double guardMm,
    int nodules,
    int outside,
    int tiny,
    int excluded,
    RuleCounts left,
    Optional<CandidateCounts> dropped,
    long feasible,
    long candidates,
    OptionalLong holding,
    List<MinedPatch> patches) {
  public MinedScan {
    patches = List.copyOf(patches);
  }

  /** Why there are no patches. */
  public String reason() {
    if (left.inside() == 0) {
      return "no legal centre: the scan is smaller than a window, --patch-size";
    }
    return left.lung() > 0
        ? "no candidate is legal: " + dropped.map(CandidateCounts::text).orElse("")
        : "no legal centre: " + left.text();
  }
}
