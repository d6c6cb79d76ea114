package org.ibengine.mine;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.HexFormat;
import java.util.List;
import org.ibengine.error.DatasetException;
import org.ibengine.io.ImageFiles;
import org.ibengine.io.ImageHeader;
import org.ibengine.io.IoReason;
import org.ibengine.store.DatasetFolder;
import org.ibengine.store.Sha256;
import org.ibengine.store.SourceFile;

/** The files that the cases of a mined dataset are made of. */
final class MineSources {
  private MineSources() {}

  /** The file of the nodules, from which label maps are made. */
  static SourceFile ofAnnotations(Path file) {
    MessageDigest digest = Sha256.newDigest();
    try (InputStream in = Files.newInputStream(file)) {
      byte[] bytes = in.readAllBytes();
      digest.update(bytes);
      return new SourceFile(
          DatasetFolder.LABEL, file.getFileName().toString(), bytes.length, hex(digest));
    } catch (IOException e) {
      throw new DatasetException(file, "cannot be read: " + IoReason.of(e), e);
    }
  }

  /**
   * A scan that was read.
   *
   * @param digest of its bytes
   */
  static SourceFile ofScan(ImageHeader header, MessageDigest digest) {
    List<Path> files = ImageFiles.filesOf(header);
    try {
      return new SourceFile(
          MinedDataset.CT,
          header.path().getFileName().toString(),
          ImageFiles.sizeBytes(files),
          hex(digest));
    } catch (IOException e) {
      throw new DatasetException(header.path(), "cannot be read: " + IoReason.of(e), e);
    }
  }

  private static String hex(MessageDigest digest) {
    return HexFormat.of().formatHex(digest.digest());
  }
}
