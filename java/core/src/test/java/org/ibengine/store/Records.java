package org.ibengine.store;

import java.util.List;
import org.ibengine.index.CaseIndex;
import org.ibengine.index.DatasetOptions;
import org.ibengine.index.Layout;
import org.ibengine.index.ModalityIndex;
import org.ibengine.index.NanRule;
import org.ibengine.index.PercentileRange;
import org.ibengine.label.Connectivity;
import org.ibengine.label.Instance;
import org.ibengine.volume.Affine;
import org.ibengine.volume.Box;
import org.ibengine.volume.Geometry;
import org.ibengine.volume.GridTolerance;
import org.ibengine.volume.Index3;
import org.ibengine.volume.Size3;
import org.ibengine.volume.VoxelType;

/** Values for the tests of this package. */
final class Records {
  static final DatasetOptions OPTIONS =
      new DatasetOptions(
          Layout.PATCHES,
          new Size3(3, 5, 7),
          new Size3(1, 2, 3),
          4,
          Connectivity.EDGE_18,
          new PercentileRange(0.5, 99.5),
          List.of("T1", "FLAIR"),
          GridTolerance.of(0.25),
          NanRule.REFUSE);

  private Records() {}

  static CaseRecord of(String name, List<OutputFile> outputs) {
    Instance instance =
        new Instance(
            1,
            2,
            new Box(new Index3(0, 1, 2), new Index3(1, 2, 4)),
            new Instance.Centroid(0, 1, 2.5),
            List.of(new Index3(0, 1, 2), new Index3(0, 1, 3)));
    CaseIndex index =
        new CaseIndex(
            name,
            new Geometry(
                new Size3(3, 5, 7),
                new Geometry.Spacing(0.1, 1, 3),
                Affine.of(0.1, 0, 0, -1, 0, 1, 0, 1e-17, 0, 0, 3, 7)),
            Connectivity.EDGE_18,
            List.of(new ModalityIndex("T1", VoxelType.INT16, -0.1, 2, 99.7, -3)),
            List.of(instance),
            List.of(new Index3(2, 1, 0)));
    SourceFile source = new SourceFile("T1", "T1.nii.gz", 77, "ab".repeat(32));
    return new CaseRecord(index, DatasetJson.hash(OPTIONS), List.of(source), outputs);
  }
}
