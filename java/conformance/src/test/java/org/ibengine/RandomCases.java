package org.ibengine;

import java.util.HashSet;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import org.ibengine.conformance.TinyCase;
import org.ibengine.conformance.TinyDataset;
import org.ibengine.plan.Negatives;
import org.ibengine.plan.Variation;
import org.ibengine.volume.Index3;
import org.ibengine.volume.Size3;

/** Random cases with 1, 2, … lesions, and what plain loops over their label maps find. */
final class RandomCases {
  static final Size3 PATCH = new Size3(4, 3, 2);
  private static final int[] SPACING = {1, 2, 3}; // of a tiny dataset

  private final Map<String, TinyCase> cases = new TreeMap<>();

  RandomCases(long seed, int count) {
    Random random = new Random(seed);
    for (int i = 0; i < count; i++) {
      Size3 size = new Size3(9 + random.nextInt(6), 8 + random.nextInt(5), 6 + random.nextInt(5));
      TinyCase item = new TinyCase("case" + i, size);
      for (int lesion = 0; lesion < 1 + i; lesion++) {
        int x = random.nextInt(size.x());
        int y = random.nextInt(size.y());
        int z = random.nextInt(size.z());
        item.lesion(1 + lesion, x, y, z, x + 1, Math.min(y + 2, size.y()), z + 1);
      }
      cases.put(item.name(), item);
    }
  }

  TinyDataset dataset() {
    return new TinyDataset(cases.values().toArray(TinyCase[]::new));
  }

  TinyCase of(String name) {
    return cases.get(name);
  }

  static EngineOptions options(Negatives negatives) {
    return EngineOptions.defaults()
        .backend("reference")
        .patchSize(PATCH.x(), PATCH.y(), PATCH.z())
        .negativesPerPositive(5)
        .batchSize(8)
        .negatives(negatives);
  }

  static int foreground(TinyCase item, Index3 corner) {
    int count = 0;
    for (int label : item.labelPatch(corner, PATCH, Variation.NONE)) {
      count += label > 0 ? 1 : 0;
    }
    return count;
  }

  /** From the voxel corner + ⌊patch / 2⌋ to the nearest one with a label, in mm. */
  static double distance(TinyCase item, Index3 corner) {
    double smallest = Double.POSITIVE_INFINITY;
    for (int z = 0; z < item.size().z(); z++) {
      for (int y = 0; y < item.size().y(); y++) {
        for (int x = 0; x < item.size().x(); x++) {
          if (item.label(x, y, z) > 0) {
            double dx = SPACING[0] * (corner.x() + PATCH.x() / 2 - x);
            double dy = SPACING[1] * (corner.y() + PATCH.y() / 2 - y);
            double dz = SPACING[2] * (corner.z() + PATCH.z() / 2 - z);
            smallest = Math.min(smallest, Math.sqrt(dx * dx + dy * dy + dz * dz));
          }
        }
      }
    }
    return smallest;
  }

  /** Every corner of every case without foreground, by name and corner. */
  Set<String> free(double minMm, double maxMm) {
    Set<String> free = new HashSet<>();
    for (TinyCase item : cases.values()) {
      for (int z = 0; z <= item.size().z() - PATCH.z(); z++) {
        for (int y = 0; y <= item.size().y() - PATCH.y(); y++) {
          for (int x = 0; x <= item.size().x() - PATCH.x(); x++) {
            Index3 corner = new Index3(x, y, z);
            double mm = distance(item, corner);
            if (foreground(item, corner) == 0 && mm >= minMm && mm <= maxMm) {
              free.add(item.name() + corner);
            }
          }
        }
      }
    }
    return free;
  }
}
