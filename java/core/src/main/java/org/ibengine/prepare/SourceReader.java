package org.ibengine.prepare;

import java.io.IOException;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import org.ibengine.backend.Backend;
import org.ibengine.error.DatasetException;
import org.ibengine.input.InputCase;
import org.ibengine.io.Image;
import org.ibengine.io.ImageFiles;
import org.ibengine.io.ImageHeader;
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
      SourceFile source =
          new SourceFile(
              DatasetFolder.LABEL,
              file.getFileName().toString(),
              sizeBytes(labels.header()),
              HexFormat.of().formatHex(digest.digest()));
      return new Read<>(labels, source);
    } catch (RuntimeException | Error e) {
      labels.close();
      throw e;
    }
  }

  /**
   * Modalities, raw, in the order of the pass; the file is read and hashed once.
   *
   * @return each has its modality's name as the role of its source
   */
  List<Read<Image>> images(InputCase item, FilePass pass) {
    long start = System.nanoTime();
    MessageDigest digest = Sha256.newDigest();
    List<Image> images =
        ImageFiles.read(pass.file(), pass.channels(), backend::allocate, backend.gzip(), digest);
    try {
      clock.add(
          Stage.READ, start, images.stream().mapToLong(image -> image.volume().sizeBytes()).sum());
      long bytes = sizeBytes(images.get(0).header());
      String sha256 = HexFormat.of().formatHex(digest.digest());
      List<Read<Image>> reads = new ArrayList<>();
      for (int i = 0; i < images.size(); i++) {
        String name = pass.names().get(i);
        String fileName = item.modalities().get(name).fileName();
        reads.add(new Read<>(images.get(i), new SourceFile(name, fileName, bytes, sha256)));
      }
      return reads;
    } catch (RuntimeException | Error e) {
      images.forEach(Image::close);
      throw e;
    }
  }

  private static long sizeBytes(ImageHeader header) {
    try {
      return ImageFiles.sizeBytes(ImageFiles.filesOf(header));
    } catch (IOException e) {
      throw new DatasetException(header.path(), "cannot be read: " + IoReason.of(e), e);
    }
  }
}
