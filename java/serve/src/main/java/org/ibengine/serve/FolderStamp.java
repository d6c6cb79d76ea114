package org.ibengine.serve;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/**
 * Tells whether a dataset folder is still as it was, by the records of its cases: {@code ib
 * prepare} writes one anew whenever it has changed a case. docs/reference/protocol.md says which
 * bytes are digested; ib_engine/stamp.py does the same.
 */
final class FolderStamp {
  private final Path root;
  private final List<byte[]> seen = new ArrayList<>();

  private FolderStamp(Path root) {
    this.root = root;
  }

  /**
   * In hex; empty if the folder cannot be listed. Blocks on the disk, for a look at one file of
   * each case; a folder of the IB-sampling script has no such files, and each of its patches is
   * looked at.
   */
  static Optional<String> of(Path folder) {
    FolderStamp stamp = new FolderStamp(folder);
    try {
      for (Path entry : stamp.entries("cases")) {
        stamp.look(entry.resolve("case.json"), "cases/" + entry.getFileName() + "/case.json");
      }
      if (stamp.seen.isEmpty()) {
        stamp.lookInto("lesion_patches");
        stamp.lookInto("background_patches");
      }
      stamp.look(folder.resolve("dataset.json"), "dataset.json");
    } catch (IOException e) { // opening it will say why
      return Optional.empty();
    }
    return Optional.of(stamp.digest());
  }

  private void lookInto(String inside) throws IOException {
    for (Path entry : entries(inside)) {
      look(entry, inside + "/" + entry.getFileName());
    }
  }

  private List<Path> entries(String inside) throws IOException {
    List<Path> found = new ArrayList<>();
    try (DirectoryStream<Path> entries = Files.newDirectoryStream(root.resolve(inside))) {
      entries.forEach(found::add);
    } catch (NoSuchFileException | NotDirectoryException e) {
      return List.of();
    } catch (DirectoryIteratorException e) {
      throw e.getCause();
    }
    return found;
  }

  private void look(Path file, String name) {
    BasicFileAttributes found;
    try {
      found = Files.readAttributes(file, BasicFileAttributes.class);
    } catch (IOException e) { // whoever reads the dataset takes it for not there, either
      return;
    }
    long changed = found.lastModifiedTime().to(TimeUnit.NANOSECONDS);
    String line = name + '\0' + found.size() + '\0' + changed + '\0';
    seen.add(line.getBytes(StandardCharsets.UTF_8));
  }

  private String digest() {
    seen.sort(Arrays::compareUnsigned);
    try {
      MessageDigest digest = MessageDigest.getInstance("SHA-256");
      seen.forEach(digest::update);
      return HexFormat.of().formatHex(digest.digest());
    } catch (NoSuchAlgorithmException e) {
      throw new AssertionError(e); // every Java platform has it
    }
  }
}
