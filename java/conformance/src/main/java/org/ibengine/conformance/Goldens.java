package org.ibengine.conformance;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.ibengine.io.Image;
import org.ibengine.io.ImageFiles;
import org.ibengine.volume.Box;
import org.ibengine.volume.Index3;

/** What numpy and scipy found in real data, and the data. */
final class Goldens {
  /** Names a folder with {@code ms/patientNN/}. */
  private static final String TEST_DATA = "IB_TEST_DATA";

  private Goldens() {}

  static JsonNode json(String name) throws IOException {
    try (InputStream in = resource(name)) {
      return new ObjectMapper().readTree(in);
    }
  }

  static InputStream resource(String name) throws IOException {
    InputStream in = Goldens.class.getResourceAsStream("/golden/" + name);
    if (in == null) {
      throw new IOException("no golden file " + name);
    }
    return in;
  }

  /** Reads a NIfTI file among the goldens; the caller closes it. */
  static Image mask(Fixture fixture, String name) throws IOException {
    Path file = Files.createTempFile("golden", ".nii.gz");
    try (InputStream in = resource(name)) {
      Files.write(file, in.readAllBytes());
      return image(fixture, file);
    } finally {
      Files.delete(file);
    }
  }

  static Image image(Fixture fixture, Path file) {
    return ImageFiles.read(file, fixture.backend()::allocate, fixture.backend().gzip());
  }

  /** The folder of a whole case: in the repository, or where {@code IB_TEST_DATA} says. */
  static Optional<Path> caseFolder(String name) {
    Path example = repository().resolve("examples/ms").resolve(name);
    if (Files.isDirectory(example)) {
      return Optional.of(example);
    }
    String data = System.getProperty(TEST_DATA, System.getenv(TEST_DATA));
    return Optional.ofNullable(data)
        .map(folder -> Path.of(folder, "ms", name))
        .filter(Files::isDirectory);
  }

  static String reasonToSkip(String name) {
    return "%s is not in the repository: set %s to a folder that holds ms/%s to test it"
        .formatted(name, TEST_DATA, name);
  }

  /** The build runs tests in java/MODULE. */
  private static Path repository() {
    Path module = Path.of(System.getProperty("basedir", "")).toAbsolutePath();
    return module.resolve("../..").normalize();
  }

  static Box box(JsonNode lowHigh) {
    return new Box(index(lowHigh.get(0)), index(lowHigh.get(1)));
  }

  static Index3 index(JsonNode xyz) {
    return new Index3(xyz.get(0).asInt(), xyz.get(1).asInt(), xyz.get(2).asInt());
  }
}
