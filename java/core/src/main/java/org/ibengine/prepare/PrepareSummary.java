package org.ibengine.prepare;

import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.ibengine.grid.GridChanges;
import org.ibengine.grid.GridOrigin;
import org.ibengine.label.LesionChanges;
import org.ibengine.label.SizeBin;
import org.ibengine.store.CaseRecord;
import org.ibengine.volume.VoxelType;
import org.ibengine.work.CaseFailure;

/**
 * What a preparation did.
 *
 * @param prepared cases that were prepared, also those prepared again
 * @param current cases that were up to date
 * @param failures cases that failed, sorted by name
 * @param warnings about cases that this run prepared, sorted by name and message
 * @param content of the prepared and the current cases together
 * @param stages time summed over threads
 * @param cancelled whether it was cancelled: cases that are named nowhere were not begun then
 * @param seconds from the first look at the input to the last file
 */
public record PrepareSummary(
    List<String> prepared,
    List<String> current,
    List<CaseFailure> failures,
    List<CaseWarning> warnings,
    Content content,
    List<StageTotal> stages,
    boolean cancelled,
    double seconds) {

  /**
   * What a dataset holds.
   *
   * @param sizes how many instances of each size, smallest first; sizes that do not occur are left
   *     out
   * @param lesions what the rule for lesions did
   * @param absent values that the rule for lesions names and no label map has
   * @param rounded modalities that were rounded when they were stored, in channel order
   * @param windows background windows
   * @param files that hold voxels
   * @param bytes of those files
   */
  public record Content(
      long instances,
      Map<SizeBin, Long> sizes,
      LesionCounts lesions,
      List<LesionChanges.Absent> absent,
      List<Rounded> rounded,
      long windows,
      long files,
      long bytes) {
    public Content {
      sizes = Collections.unmodifiableMap(new TreeMap<>(sizes));
      absent = List.copyOf(absent);
      rounded = List.copyOf(rounded);
    }
  }

  /**
   * A modality whose voxels were rounded.
   *
   * @param type that they are stored in
   * @param cases in how many
   * @param largestError in any of them, in values
   */
  public record Rounded(String modality, VoxelType type, int cases, double largestError) {}

  /**
   * How many lesions a rule, a crop or another grid changed; {@code case.json} names them.
   *
   * @param dropped that are not instances
   * @param merged instances of several fragments, or that were several before
   * @param renumbered instances whose id is not their value in the label map
   * @param cut instances of which a crop left a part
   * @param split instances that became several on another grid
   */
  public record LesionCounts(long dropped, long merged, long renumbered, long cut, long split) {
    static final LesionCounts NONE = new LesionCounts(0, 0, 0, 0, 0);

    /** Whether every instance is as it was. */
    public boolean isEmpty() {
      return equals(NONE);
    }

    LesionCounts plus(CaseRecord record) {
      LesionChanges changes = record.changes();
      GridChanges moved = record.origin().map(GridOrigin::changes).orElse(GridChanges.NONE);
      return new LesionCounts(
          dropped + changes.dropped().size() + moved.removed().size() + moved.lost().size(),
          merged + changes.merged().size() + moved.joined().size(),
          renumbered + changes.renumbered().size(),
          cut + moved.cut().size(),
          split + moved.split().size());
    }
  }

  /**
   * @param seconds summed over threads
   * @param bytes that went through
   */
  public record StageTotal(Stage stage, double seconds, long bytes) {
    /** Million bytes per second and thread; 0 if no bytes count. */
    public double megabytesPerSecond() {
      return seconds > 0 ? bytes / 1e6 / seconds : 0;
    }
  }

  public PrepareSummary {
    prepared = List.copyOf(prepared);
    current = List.copyOf(current);
    failures = List.copyOf(failures);
    warnings = List.copyOf(warnings);
    stages = List.copyOf(stages);
  }
}
