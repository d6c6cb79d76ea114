package org.ibengine.mine;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.DoubleStream;
import java.util.stream.LongStream;
import org.ibengine.csv.CsvText;
import org.ibengine.text.Text;
import org.ibengine.volume.Index3;

/** {@code bg_index.csv}: a line per window, per scan in the order of the draw. */
final class MineTable {
  private static final String HEADER =
      "patch_file,seriesuid,label,center_z,center_y,center_x,min_dist_mm,has_lung_mask,world_x,"
          + "world_y,world_z,centre_distance_mm,surface_distance_mm,box_gap_mm,nodule_voxels,"
          + "feasible,candidates,ordinal,lung_rule,seed,hardness";

  /** Names of the columns; the first one names the window's file. */
  static final List<String> COLUMNS = List.of(HEADER.split(","));

  private MineTable() {}

  static String of(List<MinedScan> scans, MineDraw draw) {
    StringBuilder text = new StringBuilder(HEADER).append('\n');
    for (MinedScan scan : scans) {
      for (MinedPatch patch : scan.patches()) {
        text.append(String.join(",", cells(scan, patch, draw))).append('\n');
      }
    }
    return text.toString();
  }

  private static List<String> cells(MinedScan scan, MinedPatch patch, MineDraw draw) {
    Index3 centre = patch.pick().centre();
    List<String> cells = new ArrayList<>();
    cells.add(CsvText.quoted(patch.file()));
    cells.add(CsvText.quoted(scan.uid()));
    cells.add("0");
    cells.add(Integer.toString(centre.z()));
    cells.add(Integer.toString(centre.y()));
    cells.add(Integer.toString(centre.x()));
    cells.add(number(patch.centreDistance()));
    cells.add(scan.hasMask() ? "True" : "False");
    for (double along : patch.world()) {
      cells.add(number(along));
    }
    DoubleStream.of(patch.centreDistance(), patch.surfaceDistance(), patch.boxGap())
        .forEach(distance -> cells.add(number(distance)));
    LongStream.of(patch.noduleVoxels(), scan.feasible(), scan.candidates())
        .forEach(count -> cells.add(Long.toString(count)));
    cells.add(Integer.toString(patch.pick().ordinal()));
    cells.add(scan.rule().label());
    cells.add(Long.toString(draw.seed()));
    cells.add(number(draw.hardness()));
    return cells;
  }

  /** Empty where there is no finding. */
  private static String number(double value) {
    return Double.isInfinite(value) ? "" : Text.format("%.6f", value);
  }
}
