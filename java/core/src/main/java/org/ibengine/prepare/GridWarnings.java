package org.ibengine.prepare;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import org.ibengine.grid.GridChanges;
import org.ibengine.grid.GridReach;
import org.ibengine.input.InputCase;
import org.ibengine.io.ImageHeader;
import org.ibengine.text.NameList;
import org.ibengine.text.Text;

/** What to look at after a case was cropped or brought to another grid. */
final class GridWarnings {
  private static final int NAMES_SHOWN = 10;

  private GridWarnings() {}

  /** A line for each way in which instances changed. */
  static List<CaseWarning> of(InputCase item, GridChanges changes, boolean cropped) {
    List<CaseWarning> warnings = new ArrayList<>();
    add(warnings, item, names(changes.removed()), "outside of the crop and dropped: %s");
    add(
        warnings,
        item,
        changes.cut().stream()
            .map(
                cut ->
                    Text.format(
                        "%s (%d of %d voxels left)",
                        name(cut.before()), cut.kept(), cut.before().voxels()))
            .toList(),
        cropped ? "cut by the crop: %s" : "cut off at the edge of the stored grid: %s");
    add(
        warnings,
        item,
        names(changes.lost()),
        "without a voxel on the stored grid and dropped: %s");
    add(
        warnings,
        item,
        changes.split().stream()
            .map(split -> name(split.before()) + " into " + ids(split.into()))
            .toList(),
        "split on the stored grid: %s");
    add(
        warnings,
        item,
        changes.joined().stream()
            .map(
                joined ->
                    joined.of().stream().map(GridWarnings::name).collect(Collectors.joining(" + "))
                        + " into "
                        + joined.id())
            .toList(),
        "joined on the stored grid: %s");
    return warnings;
  }

  private static void add(
      List<CaseWarning> warnings, InputCase item, List<String> names, String text) {
    if (!names.isEmpty()) {
      warnings.add(
          new CaseWarning(
              item.name(),
              CaseWarning.Kind.INSTANCES_CHANGED,
              item.mask().getFileName()
                  + ": "
                  + Text.counted(names.size(), "instance")
                  + " "
                  + Text.format(text, NameList.of(names, NAMES_SHOWN))));
    }
  }

  private static List<String> names(List<GridChanges.Before> instances) {
    return instances.stream().map(GridWarnings::name).toList();
  }

  private static String name(GridChanges.Before instance) {
    return Text.format("%d at %s", instance.id(), instance.box().begin());
  }

  private static String ids(List<Integer> ids) {
    return ids.stream().map(String::valueOf).collect(Collectors.joining(", "));
  }

  /** That a file does not cover the grid on which it is stored. */
  static Optional<CaseWarning> uncovered(InputCase item, ImageHeader header, CaseGrid grid) {
    if (grid.isOnBase(header)) {
      return Optional.empty();
    }
    GridReach reach =
        GridReach.of(grid.map(header), grid.grid().geometry().size(), header.geometry().size());
    return reach.isInside()
        ? Optional.empty()
        : Optional.of(
            new CaseWarning(
                item.name(),
                CaseWarning.Kind.UNCOVERED_GRID,
                header.path().getFileName()
                    + ": does not cover the grid on which the case is stored; voxels outside of it"
                    + " are "
                    + (header.path().equals(item.mask()) ? "background" : "its smallest value")));
  }
}
