package org.ibengine.cuda;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.ibengine.error.BackendUnavailableException;
import org.ibengine.text.Text;

/**
 * The kernels as the driver takes them: the fatbin on the class path, or a file a property names.
 */
final class KernelImage {
  /** Names a file to be used in place of the image on the class path. */
  static final String IMAGE_PROPERTY = "ib.cuda.kernels";

  /** {@code IB_CUDA_ABI_VERSION} of the ib_cuda.h that this package was written for. */
  static final int VERSION = 7;

  private static final String RESOURCE = "ib_cuda.fatbin";

  private KernelImage() {}

  static Optional<String> unavailableReason() {
    String file = System.getProperty(IMAGE_PROPERTY);
    if (file != null) {
      return Files.isReadable(Path.of(file))
          ? Optional.empty()
          : Optional.of(
              Text.format("no kernel image: %s (-D%s) cannot be read", file, IMAGE_PROPERTY));
    }
    return KernelImage.class.getResource(RESOURCE) != null
        ? Optional.empty()
        : Optional.of("no kernel image was built: nvcc was missing when java/cuda was built");
  }

  /** Where the image comes from, for messages. */
  static String origin() {
    String file = System.getProperty(IMAGE_PROPERTY);
    return file != null ? file : "the image on the class path";
  }

  /** The image, followed by a zero byte, which the driver wants after text. */
  static byte[] read() {
    String file = System.getProperty(IMAGE_PROPERTY);
    try (InputStream in =
        file != null
            ? Files.newInputStream(Path.of(file))
            : KernelImage.class.getResourceAsStream(RESOURCE)) {
      byte[] image = in.readAllBytes();
      return java.util.Arrays.copyOf(image, image.length + 1);
    } catch (IOException e) {
      throw new BackendUnavailableException(CudaBackend.NAME, "no kernel image: " + e, e);
    }
  }
}
