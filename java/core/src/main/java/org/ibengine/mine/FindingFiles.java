package org.ibengine.mine;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.ibengine.centre.Finding;
import org.ibengine.centre.Findings;
import org.ibengine.error.DatasetException;
import org.ibengine.text.Text;

/** What the CSV files say of all scans. */
final class FindingFiles {
  /** How the file of the nodules is called in summaries. */
  static final String ANNOTATIONS = "annotations";

  /** Of an excluded finding whose diameter is not known. */
  private static final double UNKNOWN_RADIUS = 5;

  private final Path annotations;
  private final Map<String, List<PointsFile.Point>> nodules;
  private final Map<String, List<PointsFile.Point>> excluded;
  private final Optional<Map<String, List<PointsFile.Point>>> candidates;

  private FindingFiles(MineInput input) {
    this.annotations = input.annotations();
    this.nodules = PointsFile.read(annotations, "diameter_mm");
    this.excluded =
        input.exclude().map(file -> PointsFile.read(file, "diameter_mm")).orElse(Map.of());
    this.candidates = input.candidates().map(file -> PointsFile.read(file, "class"));
  }

  /**
   * Reads all of them.
   *
   * @throws DatasetException if one is missing or wrong
   */
  static FindingFiles read(MineInput input) {
    if (!Files.exists(input.annotations())) {
      throw new DatasetException(
          input.annotations(),
          "is missing: windows are kept free of the nodules that it lists; give --annotations FILE");
    }
    return new FindingFiles(input);
  }

  /**
   * Those of a scan.
   *
   * @param nodules of the annotations
   * @param all the excluded ones too: what windows keep away from
   * @param nodulesWorld centres of the nodules in mm, LPS
   */
  record OfScan(Findings nodules, Findings all, List<double[]> nodulesWorld) {
    int excluded() {
      return all.all().size() - nodules.all().size();
    }
  }

  /**
   * @throws DatasetException if a nodule has no diameter
   */
  OfScan of(String uid, ScanGrid grid) {
    List<Finding> all = new ArrayList<>();
    List<double[]> world = new ArrayList<>();
    for (PointsFile.Point nodule : nodules.getOrDefault(uid, List.of())) {
      if (!(nodule.value() > 0)) {
        throw new DatasetException(
            annotations,
            Text.format(
                "line %d: a nodule needs a diameter above 0, was %s; give other findings with"
                    + " --exclude",
                nodule.line(), nodule.value()));
      }
      all.add(finding(grid, nodule, nodule.value() / 2));
      world.add(nodule.world());
    }
    Findings ofNodules = new Findings(all);
    for (PointsFile.Point other : excluded.getOrDefault(uid, List.of())) {
      all.add(finding(grid, other, other.value() > 0 ? other.value() / 2 : UNKNOWN_RADIUS));
    }
    return new OfScan(ofNodules, new Findings(all), world);
  }

  private static Finding finding(ScanGrid grid, PointsFile.Point point, double radius) {
    double[] at = grid.toGrid(point.world());
    return new Finding(at[0], at[1], at[2], radius);
  }

  /** The candidates of a scan; empty if no file of them was given. */
  Optional<List<PointsFile.Point>> candidates(String uid) {
    return candidates.map(all -> all.getOrDefault(uid, List.of()));
  }

  /** Rows of each file, by what the file is about, and how many have no scan. */
  List<RowCount> rows(Set<String> uids) {
    List<RowCount> counts = new ArrayList<>(List.of(RowCount.of(ANNOTATIONS, nodules, uids)));
    if (!excluded.isEmpty()) {
      counts.add(RowCount.of("exclude", excluded, uids));
    }
    candidates.ifPresent(all -> counts.add(RowCount.of("candidates", all, uids)));
    return counts;
  }
}
