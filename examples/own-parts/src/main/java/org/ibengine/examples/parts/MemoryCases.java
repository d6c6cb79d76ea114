package org.ibengine.examples.parts;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.ibengine.dataset.CaseHeader;
import org.ibengine.dataset.CaseMeasure;
import org.ibengine.dataset.CaseSource;
import org.ibengine.index.DatasetIndex;
import org.ibengine.volume.Affine;
import org.ibengine.volume.Box;
import org.ibengine.volume.Geometry;
import org.ibengine.volume.Size3;
import org.ibengine.volume.VoxelType;

/** Cases that lie in arrays: the shortest source there is. */
// snippet: memory-cases
public final class MemoryCases implements CaseSource {
  /** Voxels of a case, x fastest, then y, then z. */
  public record Voxels(Size3 size, float[] t1, byte[] label) {}

  private final Map<String, Voxels> cases = new LinkedHashMap<>();
  private final Size3 patchSize;

  public MemoryCases(Size3 patchSize) {
    this.patchSize = patchSize;
  }

  public void add(String name, Voxels voxels) {
    cases.put(name, voxels);
  }

  @Override
  public DatasetIndex cases() {
    List<CaseHeader> headers = new ArrayList<>();
    cases.forEach((name, voxels) -> headers.add(header(name, voxels.size())));
    // Reads every volume once, by the method below: percentiles, instances, background windows.
    return CaseMeasure.of(this, headers, CaseMeasure.usual(patchSize, List.of("T1")), 2);
  }

  private static CaseHeader header(String name, Size3 size) {
    Geometry.Spacing millimetres = new Geometry.Spacing(1, 1, 1);
    return new CaseHeader(
        name,
        new Geometry(size, millimetres, Affine.scaling(1, 1, 1)),
        List.of(new CaseHeader.Modality("T1", VoxelType.FLOAT32)));
  }

  @Override
  public void read(String caseName, String volume, Box rows, ByteBuffer into) throws IOException {
    Voxels voxels = cases.get(caseName);
    Size3 size = voxels.size();
    for (int z = rows.begin().z(); z < rows.end().z(); z++) {
      for (int y = rows.begin().y(); y < rows.end().y(); y++) {
        int row = (z * size.y() + y) * size.x();
        for (int x = 0; x < size.x(); x++) {
          if (volume.equals(LABEL)) {
            into.put(voxels.label()[row + x]);
          } else {
            into.putFloat(voxels.t1()[row + x]);
          }
        }
      }
    }
  }
}
// end of snippet
