package org.ibengine.index;

import java.util.Comparator;
import java.util.List;

/**
 * A whole dataset without its voxels.
 *
 * @param cases sorted by name, names differ
 */
public record DatasetIndex(DatasetOptions options, List<CaseIndex> cases) {
  public DatasetIndex {
    cases = cases.stream().sorted(Comparator.comparing(CaseIndex::name)).toList();
    for (int i = 1; i < cases.size(); i++) {
      if (cases.get(i).name().equals(cases.get(i - 1).name())) {
        throw new IllegalArgumentException("case names must differ, twice " + cases.get(i).name());
      }
    }
  }

  /** Instances of all cases together. */
  public long instanceCount() {
    return cases.stream().mapToLong(item -> item.instances().size()).sum();
  }
}
