package org.ibengine.prepare;

import java.util.ArrayList;
import java.util.List;
import org.ibengine.label.Instance;
import org.ibengine.prepare.PrepareSummary.SizeBin;
import org.ibengine.store.CaseRecord;
import org.ibengine.store.OutputFile;

/** Adds up what cases hold. Not thread-safe. */
final class ContentCount {
  /** Largest size of each bin: the smallest lesions are the ones that other loaders lose. */
  private static final long[] BIN_ENDS = {1, 10, 100, 1000, 10_000, Long.MAX_VALUE};

  private final long[] bins = new long[BIN_ENDS.length];
  private long instances;
  private long windows;
  private long files;
  private long bytes;

  void add(CaseRecord record) {
    for (Instance instance : record.index().instances()) {
      int bin = 0;
      while (instance.voxels() > BIN_ENDS[bin]) {
        bin++;
      }
      bins[bin]++;
      instances++;
    }
    windows += record.index().windows().size();
    files += record.outputs().size();
    bytes += record.outputs().stream().mapToLong(OutputFile::bytes).sum();
  }

  PrepareSummary.Content total() {
    List<SizeBin> sizes = new ArrayList<>();
    for (int bin = 0; bin < bins.length; bin++) {
      sizes.add(new SizeBin(bin == 0 ? 1 : BIN_ENDS[bin - 1] + 1, BIN_ENDS[bin], bins[bin]));
    }
    return new PrepareSummary.Content(instances, sizes, windows, files, bytes);
  }
}
