package org.ibengine.mine;

import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * How many rows of a CSV file are about scans that are there.
 *
 * @param name of the file's option: {@code annotations}, {@code exclude} or {@code candidates}
 * @param rows in all
 * @param withoutScan of them, about scans that are not there
 * @param missing those scans
 */
public record RowCount(String name, long rows, long withoutScan, List<String> missing) {
  public RowCount {
    missing = List.copyOf(missing);
  }

  static RowCount of(String name, Map<String, List<PointsFile.Point>> points, Set<String> uids) {
    List<String> missing = points.keySet().stream().filter(uid -> !uids.contains(uid)).toList();
    return new RowCount(
        name, rows(points.values()), rows(missing.stream().map(points::get).toList()), missing);
  }

  private static long rows(Collection<List<PointsFile.Point>> points) {
    return points.stream().mapToLong(List::size).sum();
  }
}
