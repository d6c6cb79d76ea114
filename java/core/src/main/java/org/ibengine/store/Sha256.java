package org.ibengine.store;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;

/** SHA-256 of files and texts. */
public final class Sha256 {
  private Sha256() {}

  /** A fresh digest; every Java platform has it. */
  public static MessageDigest newDigest() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java platform must have SHA-256", e);
    }
  }

  /** Of a file's bytes, in lower-case hex. Blocks on the disk. */
  public static String ofFile(Path file) throws IOException {
    return ofFiles(List.of(file));
  }

  /** Of the bytes of files one after the other, in lower-case hex. Blocks on the disk. */
  public static String ofFiles(List<Path> files) throws IOException {
    MessageDigest digest = newDigest();
    ByteBuffer block = ByteBuffer.allocate(1 << 18);
    for (Path file : files) {
      try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ)) {
        while (channel.read(block) >= 0) {
          digest.update(block.flip());
          block.clear();
        }
      }
    }
    return HexFormat.of().formatHex(digest.digest());
  }
}
