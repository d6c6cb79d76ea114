package org.ibengine.store;

import java.util.ArrayList;
import java.util.List;
import org.ibengine.packed.PackedCheck;
import org.ibengine.text.NameList;
import org.ibengine.text.Text;

/**
 * Looks into the packed volumes of a file whose checksum is right. Reads headers, tables and the
 * first bytes of rows, some rows at a time.
 */
final class PackedVerifier {
  private static final String NOT_OURS =
      "; its checksum is right, so ib did not write it: run ib prepare --force";

  private PackedVerifier() {}

  /**
   * What is wrong with them, one line each; empty if nothing is.
   *
   * @param packed names of the volumes that should be packed
   * @throws java.io.UncheckedIOException if the file cannot be read
   */
  static List<String> problems(VolumesFile volumes, List<String> packed) {
    List<String> problems = new ArrayList<>();
    List<TensorInfo> found =
        volumes.tensors().stream().filter(tensor -> tensor.packed() != null).toList();
    List<String> names = found.stream().map(TensorInfo::name).toList();
    if (!names.equals(packed)) {
      problems.add(
          Text.format(
              "%s: must hold as packed volumes what case.json says, %s, holds %s%s",
              volumes.file(), list(packed), list(names), NOT_OURS));
    }
    for (TensorInfo tensor : found) {
      PackedCheck.problem(volumes.inFile(tensor), tensor.packed().longestRow())
          .map(
              what ->
                  Text.format(
                      "%s: %s is not a sound packed volume: %s%s",
                      volumes.file(), tensor.name(), what, NOT_OURS))
          .ifPresent(problems::add);
    }
    return problems;
  }

  private static String list(List<String> names) {
    return names.isEmpty() ? "none" : NameList.of(names);
  }
}
