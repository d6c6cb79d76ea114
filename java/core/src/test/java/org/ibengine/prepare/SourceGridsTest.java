package org.ibengine.prepare;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.util.List;
import java.util.Optional;
import org.ibengine.dataset.DatasetFingerprint;
import org.ibengine.dataset.DatasetFingerprint.Aspect;
import org.ibengine.dataset.DatasetFingerprint.OfCase;
import org.ibengine.dataset.DatasetFingerprint.Outlier;
import org.ibengine.index.GridOptions.Orient;
import org.ibengine.index.Layout;
import org.ibengine.store.DatasetReader;
import org.ibengine.volume.Affine;
import org.ibengine.volume.Geometry;
import org.ibengine.volume.Geometry.Spacing;
import org.junit.jupiter.api.Test;

/** A dataset on one grid still tells which files were on another than the rest. */
class SourceGridsTest extends OnRawCases {
  private void add(String name, Affine affine) throws IOException {
    Spacing spacing = new Spacing(affine.step(0), affine.step(1), affine.step(2));
    Geometry grid = new Geometry(RawCases.SIZE, spacing, affine);
    raw.image(name, "T1.nii", grid);
    raw.mask(name, "GT.nii", grid, LESION);
  }

  @Test
  void casesAreMarkedByTheGridsOfTheirFiles() throws IOException {
    for (String name : List.of("a", "b", "c", "d")) {
      add(name, Affine.scaling(1, 2, 3));
    }
    add("flipped", Affine.scaling(-1, 2, 3));
    add("thick", Affine.scaling(1, 2, 6));
    GridWish wish = new GridWish().orientation(Orient.RAS).spacing(1, 2, 3);
    assertEquals(List.of(), run(wish.on(RawCases.options(Layout.VOLUMES))).failures());
    DatasetFingerprint found = DatasetFingerprint.of(DatasetReader.open(output));
    assertEquals(
        List.of(
            new Outlier("flipped", Aspect.ORIENTATION, Optional.empty(), "LAS", "RAS"),
            new Outlier(
                "thick",
                Aspect.SPACING,
                Optional.empty(),
                "(1.0, 2.0, 6.0) mm",
                "(1.0, 2.0, 3.0) mm")),
        found.outliers());
    for (OfCase item : found.cases()) {
      assertEquals("RAS", item.stored().orientation());
      assertEquals(new Spacing(1, 2, 3), item.stored().spacing());
      assertEquals(RawCases.SIZE, item.source().size());
    }
  }
}
