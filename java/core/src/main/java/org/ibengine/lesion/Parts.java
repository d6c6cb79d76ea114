package org.ibengine.lesion;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.stream.IntStream;
import org.ibengine.label.Runs;
import org.ibengine.volume.Size3;

/**
 * Sets of runs with their measures.
 *
 * @param ofRun the part that each run is in
 * @param parts by number
 */
record Parts(int[] ofRun, List<Measured> parts) {
  /** The sets as they are now. */
  static Parts of(Runs runs, RunSets sets, Size3 size) {
    int[] ofRun = sets.numbers();
    List<Measured> parts = new ArrayList<>(sets.count());
    for (int run = 0; run < ofRun.length; run++) {
      if (ofRun[run] == parts.size()) {
        parts.add(new Measured(size, runs.instance(run)));
      }
      parts.get(ofRun[run]).add(runs, run);
    }
    return new Parts(ofRun, parts);
  }

  /** How many groups have a part. */
  int groups() {
    return (int) parts.stream().mapToInt(Measured::group).distinct().count();
  }

  /** The numbers of the parts, in the order in which instances are numbered. */
  int[] inOrder() {
    return IntStream.range(0, parts.size())
        .boxed()
        .sorted(Comparator.comparingLong(part -> parts.get(part).rank()))
        .mapToInt(part -> part)
        .toArray();
  }
}
