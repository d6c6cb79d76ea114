package org.ibengine.prepare;

import java.util.Comparator;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.ibengine.index.ModalityIndex;
import org.ibengine.label.Instance;
import org.ibengine.label.LesionChanges.Absent;
import org.ibengine.label.SizeBin;
import org.ibengine.store.CaseRecord;
import org.ibengine.store.OutputFile;
import org.ibengine.volume.VoxelType;

/** Adds up what cases hold. Not thread-safe. */
final class ContentCount {
  /** In the order in which it is told, whichever case comes first. */
  private record Key(int channel, VoxelType type) implements Comparable<Key> {
    @Override
    public int compareTo(Key other) {
      return Comparator.comparingInt(Key::channel).thenComparing(Key::type).compare(this, other);
    }
  }

  private final Map<SizeBin, Long> sizes = new EnumMap<>(SizeBin.class);
  private long instances;
  private long windows;
  private long files;
  private long bytes;
  private final Map<Absent, Long> absent = new LinkedHashMap<>(); // in how many cases
  private final Map<Key, PrepareSummary.Rounded> rounded = new TreeMap<>();
  private long cases;
  private PrepareSummary.LesionCounts lesions = PrepareSummary.LesionCounts.NONE;

  void add(CaseRecord record) {
    for (Instance instance : record.index().instances()) {
      sizes.merge(SizeBin.of(instance.voxels()), 1L, Long::sum);
      instances++;
    }
    cases++;
    record.changes().absent().forEach(value -> absent.merge(value, 1L, Long::sum));
    for (int channel = 0; channel < record.index().modalities().size(); channel++) {
      addRounded(channel, record.index().modalities().get(channel));
    }
    lesions = lesions.plus(record);
    windows += record.index().windows().size();
    files += record.outputs().size();
    bytes += record.outputs().stream().mapToLong(OutputFile::bytes).sum();
  }

  private void addRounded(int channel, ModalityIndex modality) {
    if (modality.rounding().isPresent()) {
      double error = modality.rounding().get().largestError();
      rounded.merge(
          new Key(channel, modality.type()),
          new PrepareSummary.Rounded(modality.name(), modality.type(), 1, error),
          (one, other) ->
              new PrepareSummary.Rounded(
                  one.modality(),
                  one.type(),
                  one.cases() + other.cases(),
                  Math.max(one.largestError(), other.largestError())));
    }
  }

  PrepareSummary.Content total() {
    List<Absent> everywhere =
        absent.keySet().stream().filter(value -> absent.get(value) == cases).toList();
    return new PrepareSummary.Content(
        instances,
        sizes,
        lesions,
        everywhere,
        List.copyOf(rounded.values()),
        windows,
        files,
        bytes);
  }
}
