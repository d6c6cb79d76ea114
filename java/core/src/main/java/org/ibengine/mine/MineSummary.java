package org.ibengine.mine;

import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.ibengine.work.CaseFailure;

/**
 * What a run did.
 *
 * @param scans those that were read, by uid; some may have no patches
 * @param failures of the others
 * @param rows of the CSV files
 * @param loneMasks lung masks, or what counts as such, without a scan of their uid
 * @param otherCases names of cases in the output that this run neither made nor removed
 */
public record MineSummary(
    List<MinedScan> scans,
    List<CaseFailure> failures,
    List<RowCount> rows,
    List<Path> loneMasks,
    List<String> otherCases) {
  public MineSummary {
    scans = List.copyOf(scans);
    failures = List.copyOf(failures);
    rows = List.copyOf(rows);
    loneMasks = List.copyOf(loneMasks);
    otherCases = List.copyOf(otherCases);
  }

  /**
   * A scan that nothing was mined of.
   *
   * @param reasons at least one
   * @param message the first reason, with the file that it is about
   */
  public record Skipped(String uid, List<String> reasons, String message) {
    public Skipped {
      reasons = List.copyOf(reasons);
    }
  }

  /** Scans of which nothing was mined, by uid. */
  public List<Skipped> skipped() {
    TreeMap<String, Skipped> skipped = new TreeMap<>();
    for (MinedScan scan : scans) {
      if (scan.patches().isEmpty()) {
        String message = scan.reason() + " (" + scan.file() + ")";
        skipped.put(scan.uid(), new Skipped(scan.uid(), List.of(scan.reason()), message));
      }
    }
    for (CaseFailure failure : failures) {
      String message = failure.message(); // names the file
      skipped.put(failure.caseName(), new Skipped(failure.caseName(), List.of(message), message));
    }
    return List.copyOf(skipped.values());
  }

  /** Annotated nodules of the scans that are there, read or not. */
  public long nodules() {
    return rows.stream()
        .filter(row -> row.name().equals(FindingFiles.ANNOTATIONS))
        .mapToLong(row -> row.rows() - row.withoutScan())
        .sum();
  }

  /** Names of all files of windows. */
  Set<String> files() {
    return scans.stream()
        .flatMap(scan -> scan.patches().stream())
        .map(MinedPatch::file)
        .collect(Collectors.toSet());
  }

  /** Windows of all scans together. */
  public long patches() {
    return scans.stream().mapToLong(scan -> scan.patches().size()).sum();
  }
}
