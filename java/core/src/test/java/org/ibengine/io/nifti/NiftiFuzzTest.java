package org.ibengine.io.nifti;

import com.code_intelligence.jazzer.junit.FuzzTest;
import java.nio.file.Path;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.provider.MethodSource;

/** Any bytes at all, bare and inside of gzip; what must hold is {@link AnyFile}'s. */
class NiftiFuzzTest {

  @TempDir Path folder;

  @MethodSource("org.ibengine.io.nifti.AnyFile#validFiles")
  @FuzzTest(maxDuration = "3s")
  void anyFileIsReadOrRefused(byte[] content) {
    AnyFile.readOrRefuse(folder, content);
    AnyFile.readOrRefuse(folder, NiftiBytes.gzip(content));
  }
}
