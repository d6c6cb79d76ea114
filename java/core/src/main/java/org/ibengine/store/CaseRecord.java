package org.ibengine.store;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.ibengine.grid.GridOrigin;
import org.ibengine.index.CaseIndex;
import org.ibengine.index.DatasetOptions;
import org.ibengine.index.Layout;
import org.ibengine.label.LesionChanges;
import org.ibengine.label.LesionRule;
import org.ibengine.volume.Geometry;
import org.ibengine.volume.VoxelType;

/**
 * Everything {@code case.json} says.
 *
 * @param optionsHash {@link DatasetJson#hash} of the options the case was prepared with
 * @param names of the case and its modalities in file names of patches
 * @param changes what the dataset's rule did to the lesions
 * @param id of the data, which carry it too; empty in format 1
 * @param largestLabel of the mask where it is above 255: what is stored of the label map is then 1
 *     for every label above 0, or the number of its class where a rule for lesions was given. 0
 *     where labels are stored as they are
 * @param origin where the grid of the voxels comes from; empty in records from before it was told,
 *     whose grid is that of their files
 * @param packed volumes that are stored packed
 * @param packing whether it was tried to pack them; true if one is packed
 * @param subject whom the input said the case is of; empty where only its name tells
 */
public record CaseRecord(
    CaseIndex index,
    String optionsHash,
    List<SourceFile> sources,
    List<OutputFile> outputs,
    PatchNames names,
    long largestLabel,
    LesionChanges changes,
    Optional<GridOrigin> origin,
    Optional<DataId> id,
    Optional<String> subject,
    List<String> packed,
    boolean packing) {
  /**
   * @throws IllegalArgumentException if data with an id are not the one file that is named after
   *     it, or data without one have such a name
   */
  public CaseRecord {
    sources = List.copyOf(sources);
    outputs = List.copyOf(outputs);
    packed = List.copyOf(packed);
    packing |= !packed.isEmpty();
    if (id.isEmpty() && packing) {
      throw new IllegalArgumentException("only a case with an id can have packed volumes");
    }
    if (largestLabel != 0 && largestLabel <= 255) {
      throw new IllegalArgumentException(
          "a largest label is told only above 255, was " + largestLabel);
    }
    if (id.isEmpty() && !index.mined().isEmpty()) {
      throw new IllegalArgumentException("only a case with an id can have mined windows");
    }
    if (id.isPresent()) {
      String named = DatasetFolder.volumesPath(index.name(), id.get());
      if (outputs.size() != 1 || !outputs.get(0).path().equals(named)) {
        throw new IllegalArgumentException("the outputs of a case with an id must be " + named);
      }
    } else if (outputs.stream().anyMatch(output -> OwnPaths.hasId(output.path()))) {
      throw new IllegalArgumentException("a case without an id must not have outputs with one");
    }
  }

  /** With raw volumes, which nobody tried to pack. */
  public CaseRecord(
      CaseIndex index,
      String optionsHash,
      List<SourceFile> sources,
      List<OutputFile> outputs,
      PatchNames names,
      long largestLabel,
      LesionChanges changes,
      Optional<GridOrigin> origin,
      Optional<DataId> id,
      Optional<String> subject) {
    this(
        index,
        optionsHash,
        sources,
        outputs,
        names,
        largestLabel,
        changes,
        origin,
        id,
        subject,
        List.of(),
        false);
  }

  /** Of format 1, with every name and label as it is. */
  CaseRecord(
      CaseIndex index, String optionsHash, List<SourceFile> sources, List<OutputFile> outputs) {
    this(
        index,
        optionsHash,
        sources,
        outputs,
        PatchNames.asTheyAre(index.name()),
        0,
        LesionChanges.NONE,
        Optional.empty(),
        Optional.empty(),
        Optional.empty());
  }

  /** The same case with other data of the layout {@code volumes}, which hold the same voxels. */
  public CaseRecord withData(
      Optional<DataId> newId, List<OutputFile> files, List<String> names, boolean tried) {
    return new CaseRecord(
        index,
        optionsHash,
        sources,
        files,
        this.names,
        largestLabel,
        changes,
        origin,
        newId,
        subject,
        names,
        tried);
  }

  /** Whether the other says the same but for where the voxels lie and how they are encoded. */
  public boolean isSameCase(CaseRecord other) {
    if (other.id.isEmpty()) {
      return false; // of format 1
    }
    CaseRecord moved = withData(other.id, other.outputs, other.packed, other.packing);
    return Arrays.equals(CaseJson.write(moved), CaseJson.write(other));
  }

  /** Voxels whose value is a lesion's, also those that belong to no instance. */
  public long foregroundVoxels() {
    return index.foregroundVoxels() + changes.droppedVoxels();
  }

  /** The grid of the files; that of the voxels where the record does not tell. */
  public Geometry sourceGeometry() {
    return origin.map(GridOrigin::source).orElse(index.geometry());
  }

  /** Whether {@link DatasetFolder#LABEL_VALUES} lie beside the label map, which is of classes. */
  public boolean hasLabelValues(DatasetOptions options) {
    return largestLabel > 0
        && options.layout() == Layout.VOLUMES
        && !options.lesions().equals(LesionRule.DEFAULT);
  }

  /** Of the format that it is written in. */
  int version() {
    if (index.modalities().stream().anyMatch(one -> one.type() == VoxelType.FLOAT16)) {
      return 6; // older readers do not know the type
    }
    if (!packed.isEmpty()) {
      return 5; // older readers would take their bytes for voxels
    }
    if (!index.mined().isEmpty()) {
      return 4; // older readers would leave them out
    }
    return id.isPresent() ? 2 : 1;
  }

  /** Path of the file that holds the volumes of a case in the volumes layout. */
  public String volumesPath() {
    String name = index.name();
    return id.map(named -> DatasetFolder.volumesPath(name, named))
        .orElseGet(() -> DatasetFolder.volumesPath(name));
  }
}
