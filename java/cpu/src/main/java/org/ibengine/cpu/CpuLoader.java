package org.ibengine.cpu;

import com.sun.jna.Native;
import com.sun.jna.NativeLibrary;
import com.sun.jna.Platform;
import java.io.IOException;
import java.net.URISyntaxException;
import java.net.URL;
import java.nio.file.Path;
import java.util.Optional;
import org.ibengine.backend.LinkReason;
import org.ibengine.text.Text;

/** Binds {@link CpuLibrary} once per process and remembers why it could not. Thread-safe. */
final class CpuLoader {
  private static final String LIBRARY = "libib_cpu.so";
  private static final String UNPACKED_TO = "-Djava.io.tmpdir";

  private CpuLoader() {}

  /** Loads on first use; a holder, so that a failure is a value and not an initialiser's error. */
  private static final class Outcome {
    private static final Optional<String> REASON = load();
  }

  /** Why the library cannot be used; empty once it is bound. */
  static Optional<String> unavailableReason() {
    return Outcome.REASON;
  }

  private static Optional<String> load() {
    try {
      String folder = "/" + Platform.RESOURCE_PREFIX + "/"; // as linux-x86-64
      URL library = CpuLoader.class.getResource(folder + LIBRARY);
      if (library == null) {
        return Optional.of(
            Text.format(
                "no %s for %s on the class path; build java/cpu on this platform",
                LIBRARY, Platform.RESOURCE_PREFIX));
      }
      bind(library);
      return wrongVersion(CpuLibrary.ib_abi_version());
    } catch (IOException | URISyntaxException e) {
      return Optional.of(
          Text.format(
              "could not unpack %s to %s: %s; choose another folder with %s=FOLDER",
              LIBRARY, System.getProperty("java.io.tmpdir"), e, UNPACKED_TO));
    } catch (LinkageError e) {
      return Optional.of(reasonOf(e));
    } catch (RuntimeException e) { // whoever asks for a reason gets one
      return Optional.of(Text.format("could not bind %s: %s", LIBRARY, e));
    }
  }

  private static void bind(URL library) throws IOException, URISyntaxException {
    if ("file".equals(library.getProtocol())) {
      bind(Path.of(library.toURI()));
      return;
    }
    try (UnpackedLibraries unpacked = UnpackedLibraries.of(library, LIBRARY, "libisal.so.2")) {
      bind(unpacked.folder().resolve(LIBRARY));
    }
  }

  private static void bind(Path library) {
    Native.register(CpuLibrary.class, NativeLibrary.getInstance(library.toString()));
  }

  static Optional<String> wrongVersion(int version) {
    return version == CpuLibrary.ABI_VERSION
        ? Optional.empty()
        : Optional.of(
            Text.format(
                "%s has ABI version %d, this binding needs %d; rebuild java/cpu",
                LIBRARY, version, CpuLibrary.ABI_VERSION));
  }

  /** JNA has a library of its own, which comes first. */
  static String reasonOf(LinkageError error) {
    return canCall()
        ? LinkReason.of(LIBRARY, error, UNPACKED_TO)
        : LinkReason.of("JNA's library", error, "-Djna.tmpdir");
  }

  private static boolean canCall() {
    try {
      return Native.POINTER_SIZE > 0;
    } catch (LinkageError e) {
      return false;
    }
  }
}
