package org.ibengine.prepare;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.OptionalLong;
import org.ibengine.grid.GridChanges;
import org.ibengine.grid.GridChanges.Before;
import org.ibengine.index.CropOptions;
import org.ibengine.index.DatasetOptions;
import org.ibengine.index.Layout;
import org.ibengine.label.LesionChanges.Absent;
import org.ibengine.label.LesionClass;
import org.ibengine.label.LesionRule;
import org.ibengine.label.LesionRule.Kind;
import org.ibengine.volume.VoxelType;
import org.junit.jupiter.api.Test;

/** Classes of instances that a crop or another grid changed, on grids of 9 by 7 by 5 voxels. */
class GridClassesTest extends OnRawCases {
  private static final LesionRule RULE =
      new LesionRule(
          Kind.CLASSES,
          List.of(),
          List.of(
              new LesionClass("core", List.of(1L)),
              new LesionClass("rim", List.of(2L)),
              new LesionClass("scar", List.of(4L))),
          OptionalLong.empty(),
          0,
          0);

  private GridChanges changes(GridWish wish, int... labels) throws IOException {
    Path folder = Files.createDirectories(root.resolve("p"));
    VoxelFiles.write(folder, "T1.nii", VoxelType.INT16, i -> i / 63 == 0 && i % 9 < 4 ? 1 : 0);
    VoxelFiles.write(folder, "GT.nii", VoxelType.UINT8, i -> i < labels.length ? labels[i] : 0);
    DatasetOptions options = RawCases.options(Layout.VOLUMES).withLesions(RULE);
    PrepareSummary summary = run(wish.on(options));
    assertEquals(List.of(), summary.failures());
    GridChanges changes = new StoredCase(output, "p").record().origin().orElseThrow().changes();
    assertEquals(changes.cut().size(), summary.content().lesions().cut());
    assertEquals(changes.split().size(), summary.content().lesions().split());
    return changes;
  }

  private static List<String> classes(List<Before> instances) {
    return instances.stream().map(Before::lesionClass).toList();
  }

  @Test
  void whatACropRemovesOrCutsNamesItsClass() throws IOException {
    GridWish crop = new GridWish().crop(new CropOptions(List.of(), 0)); // the first four of a row
    GridChanges changes = changes(crop, 0, 0, 0, 2, 2, 2, 0, 0, 1);
    assertEquals(List.of("core"), classes(changes.removed()));
    assertEquals(List.of("rim"), classes(changes.cut().stream().map(cut -> cut.before()).toList()));
    assertEquals(
        List.of(new Absent("scar", 4)), // the crop took the core away, not the file
        new StoredCase(output, "p").record().changes().absent());
  }

  @Test
  void whatAnotherGridLosesSplitsOrJoinsNamesItsClass() throws IOException {
    // of every second voxel along x and y nothing is left of the core, and two ends of the rim
    int[] labels = new int[2 * 9];
    labels[1] = 1;
    for (int voxel : new int[] {2, 9 + 2, 9 + 3, 9 + 4, 9 + 5, 9 + 6, 6}) {
      labels[voxel] = 2;
    }
    GridChanges changes = changes(new GridWish().spacing(2, 4, 3), labels);
    assertEquals(List.of("core"), classes(changes.lost()));
    assertEquals(
        List.of("rim"), classes(changes.split().stream().map(split -> split.before()).toList()));
    int[] apart = new int[9];
    apart[4] = 4;
    apart[6] = 4;
    changes = changes(new GridWish().spacing(2, 2, 3), apart);
    assertEquals(List.of("scar", "scar"), classes(changes.joined().get(0).of()));
  }
}
