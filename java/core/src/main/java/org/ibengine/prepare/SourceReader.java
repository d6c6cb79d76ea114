package org.ibengine.prepare;

import java.io.IOException;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.HexFormat;
import org.ibengine.backend.Backend;
import org.ibengine.error.DatasetException;
import org.ibengine.input.InputCase;
import org.ibengine.io.Image;
import org.ibengine.io.ImageFiles;
import org.ibengine.io.ImageHeader;
import org.ibengine.io.ImageInput;
import org.ibengine.io.IoReason;
import org.ibengine.io.LabelMap;
import org.ibengine.store.DatasetFolder;
import org.ibengine.store.Sha256;
import org.ibengine.store.SourceFile;

/** Reads the files of cases and takes their digests on the way. Thread-safe. */
final class SourceReader {
  private final Backend backend;
  private final StageClock clock;

  SourceReader(Backend backend, StageClock clock) {
    this.backend = backend;
    this.clock = clock;
  }

  /** What is in a file, and which file that was. Whoever holds it closes the content. */
  record Read<T extends AutoCloseable>(T content, SourceFile source) {}

  /** With the labels of the file, also above 255. */
  Read<LabelMap> labels(InputCase item) {
    Path file = item.mask();
    long start = System.nanoTime();
    MessageDigest digest = Sha256.newDigest();
    LabelMap labels = LabelMap.readWithOriginal(file, backend::allocate, backend.gzip(), digest);
    try {
      clock.add(Stage.READ, start, labels.volume().sizeBytes());
      return new Read<>(
          labels,
          source(DatasetFolder.LABEL, file.getFileName().toString(), labels.header(), digest));
    } catch (RuntimeException | Error e) {
      labels.close();
      throw e;
    }
  }

  /** A modality, raw. */
  Read<Image> image(InputCase item, String name) {
    ImageInput input = item.modalities().get(name);
    long start = System.nanoTime();
    MessageDigest digest = Sha256.newDigest();
    Image image = ImageFiles.read(input, backend::allocate, backend.gzip(), digest);
    try {
      clock.add(Stage.READ, start, image.volume().sizeBytes());
      return new Read<>(image, source(name, input.fileName(), image.header(), digest));
    } catch (RuntimeException | Error e) {
      image.close();
      throw e;
    }
  }

  private static SourceFile source(
      String role, String name, ImageHeader header, MessageDigest digest) {
    Path file = header.path();
    try {
      long bytes = ImageFiles.sizeBytes(ImageFiles.filesOf(header));
      return new SourceFile(role, name, bytes, HexFormat.of().formatHex(digest.digest()));
    } catch (IOException e) {
      throw new DatasetException(file, "cannot be read: " + IoReason.of(e), e);
    }
  }
}
