package org.ibengine.io.nifti;

import java.nio.ByteOrder;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.ibengine.io.AnyImage;

/** Files of NIfTI, of which must hold what {@link AnyImage} asks of any. */
final class AnyFile {
  private AnyFile() {}

  /** Small ones of every kind, to start from. */
  static Stream<byte[]> validFiles() {
    return Stream.of(ByteOrder.LITTLE_ENDIAN, ByteOrder.BIG_ENDIAN)
        .flatMap(
            order ->
                Stream.of(1, 2)
                    .flatMap(
                        version ->
                            Stream.of(
                                tiny(version, order).codes(1, 0).type(16, 32),
                                tiny(version, order).codes(0, 1).type(1280, 64),
                                tiny(version, order).scaling(2, -1).type(2, 8))))
        .flatMap(file -> Stream.of(file.toArray(), NiftiBytes.gzip(file.toArray())));
  }

  private static NiftiBytes tiny(int version, ByteOrder order) {
    return NiftiBytes.single(version, order).shape(1, 3, 2).append(48, b -> {});
  }

  static void readOrRefuse(Path folder, byte[] content) {
    AnyImage.readOrRefuse(folder, "any.nii", content);
  }
}
