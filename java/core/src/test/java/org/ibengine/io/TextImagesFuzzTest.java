package org.ibengine.io;

import com.code_intelligence.jazzer.junit.FuzzTest;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.provider.MethodSource;

/** Any bytes at all as MetaImage and as NRRD; what must hold is {@link AnyImage}'s. */
class TextImagesFuzzTest {

  @TempDir Path folder;

  static Stream<byte[]> validFiles() {
    return TextImages.all().stream().map(TextImages.Valid::content);
  }

  @MethodSource("validFiles")
  @FuzzTest(maxDuration = "3s")
  void anyFileIsReadOrRefused(byte[] content) {
    TextImages.writeDataFiles(folder);
    AnyImage.readOrRefuse(folder, "any.mha", content);
    AnyImage.readOrRefuse(folder, "any.nrrd", content);
  }
}
