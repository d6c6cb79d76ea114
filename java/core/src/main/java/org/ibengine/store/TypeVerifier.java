package org.ibengine.store;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.ibengine.index.CaseIndex;
import org.ibengine.index.DatasetOptions;
import org.ibengine.index.ModalityIndex;
import org.ibengine.index.StoreRule;
import org.ibengine.text.Text;
import org.ibengine.volume.VoxelType;

/** Whether modalities have the types that records say, and these are what was asked for. */
final class TypeVerifier {
  private TypeVerifier() {}

  /**
   * What is wrong with the volumes of a case, one line each.
   *
   * @param volumes of a file whose checksum is right
   * @param record the file of the case's record
   * @throws org.ibengine.error.DatasetException if one of them is missing
   */
  static List<String> problems(
      VolumesFile volumes, Path record, CaseIndex index, DatasetOptions options) {
    List<String> problems = new ArrayList<>();
    for (ModalityIndex modality : index.modalities()) {
      TensorInfo tensor = volumes.tensor(modality.name());
      if (tensor.type() != modality.type()) {
        problems.add(
            Text.format(
                "%s: must hold %s as %s as case.json says, holds %s; run ib prepare --force",
                volumes.file(), modality.name(), modality.type(), tensor.type()));
      }
      unwanted(modality, options.store())
          .map(
              what ->
                  Text.format(
                      "%s: modality %s %s, and dataset.json says %s; run ib prepare --force",
                      record, modality.name(), what, options.store().label()))
          .ifPresent(problems::add);
    }
    return problems;
  }

  private static Optional<String> unwanted(ModalityIndex modality, StoreRule store) {
    if (store == StoreRule.AUTO) {
      return modality.rounding().map(rounding -> "was rounded");
    }
    VoxelType type = modality.type();
    boolean isWanted = type == VoxelType.FLOAT16 && store == StoreRule.FLOAT16;
    return type.isFloating() && !isWanted
        ? Optional.of(Text.format("is %s", type))
        : Optional.empty();
  }
}
