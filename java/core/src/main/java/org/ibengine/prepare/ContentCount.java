package org.ibengine.prepare;

import java.util.EnumMap;
import java.util.Map;
import org.ibengine.label.Instance;
import org.ibengine.label.SizeBin;
import org.ibengine.store.CaseRecord;
import org.ibengine.store.OutputFile;

/** Adds up what cases hold. Not thread-safe. */
final class ContentCount {
  private final Map<SizeBin, Long> sizes = new EnumMap<>(SizeBin.class);
  private long instances;
  private long windows;
  private long files;
  private long bytes;
  private PrepareSummary.LesionCounts lesions = new PrepareSummary.LesionCounts(0, 0, 0);

  void add(CaseRecord record) {
    for (Instance instance : record.index().instances()) {
      sizes.merge(SizeBin.of(instance.voxels()), 1L, Long::sum);
      instances++;
    }
    lesions = lesions.plus(record);
    windows += record.index().windows().size();
    files += record.outputs().size();
    bytes += record.outputs().stream().mapToLong(OutputFile::bytes).sum();
  }

  PrepareSummary.Content total() {
    return new PrepareSummary.Content(instances, sizes, lesions, windows, files, bytes);
  }
}
