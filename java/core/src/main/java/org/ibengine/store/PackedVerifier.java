package org.ibengine.store;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.ibengine.error.DatasetException;
import org.ibengine.packed.PackedCheck;
import org.ibengine.text.NameList;
import org.ibengine.text.Text;
import org.ibengine.volume.PackedVolume;

/**
 * Looks into the packed volumes of a file whose checksum is right. Reads headers, tables and the
 * first bytes of rows, a row at a time.
 */
final class PackedVerifier {
  private static final String NOT_OURS =
      "; its checksum is right, so ib did not write it: run ib prepare --force";

  private PackedVerifier() {}

  /**
   * What is wrong with them, one line each; empty if nothing is.
   *
   * @param packed names of the volumes that should be packed
   * @throws IOException if the file cannot be read
   */
  static List<String> problems(Path file, List<String> packed) throws IOException {
    List<String> problems = new ArrayList<>();
    try (VolumesFile volumes = VolumesFile.open(file);
        FileChannel channel = FileChannel.open(file, StandardOpenOption.READ)) {
      List<TensorInfo> found =
          volumes.tensors().stream().filter(tensor -> tensor.packed() != null).toList();
      List<String> names = found.stream().map(TensorInfo::name).toList();
      if (!names.equals(packed)) {
        problems.add(
            Text.format(
                "%s: must hold as packed volumes what case.json says, %s, holds %s%s",
                file, list(packed), list(names), NOT_OURS));
      }
      for (TensorInfo tensor : found) {
        problem(tensor, channel)
            .ifPresent(
                what ->
                    problems.add(
                        Text.format(
                            "%s: %s is not a sound packed volume: %s%s",
                            file, tensor.name(), what, NOT_OURS)));
      }
    } catch (UncheckedIOException e) {
      throw e.getCause();
    } catch (DatasetException e) {
      problems.add(e.getMessage());
    }
    return problems;
  }

  private static String list(List<String> names) {
    return names.isEmpty() ? "none" : NameList.of(names);
  }

  private static Optional<String> problem(TensorInfo tensor, FileChannel channel) {
    long bytes = tensor.packed().total();
    PackedVolume volume =
        new PackedVolume(
            tensor.size(), tensor.type(), new FileBuffer(channel, tensor.offset(), bytes), bytes);
    return PackedCheck.problem(volume, tensor.packed().longestRow());
  }
}
