package org.ibengine.mine;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.FileVisitOption;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.ibengine.error.DatasetException;
import org.ibengine.gzip.GzipCodec;
import org.ibengine.io.ImageFiles;
import org.ibengine.io.ImageHeader;
import org.ibengine.io.IoReason;
import org.ibengine.io.StoredType;
import org.ibengine.text.Text;

/**
 * Finds the scans and lung masks below a folder: every {@code .mhd} and {@code .mha}. A file is a
 * mask if a folder of its path below the root, or its name, contains {@code seg} or {@code mask},
 * or if it is of unsigned bytes and holds at most 16 values.
 */
final class ScanFiles {
  private static final Pattern ENDING = Pattern.compile("\\.(mhd|mha)$", Pattern.CASE_INSENSITIVE);
  private static final Pattern MASK_ENDING =
      Pattern.compile("(_seg|_mask)+$", Pattern.CASE_INSENSITIVE);
  private static final int MOST_VALUES = 16;

  private final Path root;
  private final GzipCodec gzip;

  private ScanFiles(Path root, GzipCodec gzip) {
    this.root = root;
    this.gzip = gzip;
  }

  /**
   * What a folder holds.
   *
   * @param scans by uid
   * @param loneMasks masks of no scan
   */
  record Found(List<Scan> scans, List<Path> loneMasks) {
    Set<String> uids() {
      return scans.stream().map(Scan::uid).collect(Collectors.toSet());
    }
  }

  /**
   * All scans, by uid. Reads the files of unsigned bytes whose path does not tell; blocks.
   *
   * @throws DatasetException if the folder cannot be read, has no scan, or has two of one uid
   */
  static Found find(Path root, GzipCodec gzip) {
    return new ScanFiles(root, gzip).find();
  }

  private Found find() {
    Map<String, Path> scans = new TreeMap<>();
    Map<String, List<Path>> masks = new TreeMap<>();
    for (Path file : images()) {
      String stem = ENDING.matcher(file.getFileName().toString()).replaceFirst("");
      if (isMask(file)) {
        String uid = MASK_ENDING.matcher(stem).replaceFirst("");
        masks.computeIfAbsent(uid, name -> new ArrayList<>()).add(file);
      } else if (scans.putIfAbsent(stem, file) != null) {
        throw secondScan(stem, file, scans.get(stem));
      }
    }
    if (scans.isEmpty()) {
      throw new DatasetException(root, "has no scan: no .mhd or .mha below it but masks");
    }
    List<Scan> found = new ArrayList<>();
    scans.forEach(
        (uid, file) -> found.add(new Scan(uid, file, masks.getOrDefault(uid, List.of()))));
    masks.keySet().removeAll(scans.keySet());
    return new Found(found, masks.values().stream().flatMap(List::stream).toList());
  }

  private static DatasetException secondScan(String uid, Path file, Path other) {
    return new DatasetException(
        file,
        Text.format(
            "is a second scan %s, beside %s; take one of them away, or put masks into a folder with"
                + " seg or mask in its name",
            uid, other));
  }

  private List<Path> images() {
    if (!Files.isDirectory(root)) {
      throw new DatasetException(root, "is not a folder of scans");
    }
    try (Stream<Path> files = Files.walk(root, FileVisitOption.FOLLOW_LINKS)) {
      return files
          .filter(file -> ENDING.matcher(file.getFileName().toString()).find())
          .filter(file -> !file.getFileName().toString().startsWith("."))
          .filter(file -> !Files.isDirectory(file))
          .sorted()
          .toList();
    } catch (IOException e) {
      throw new DatasetException(root, "cannot be read: " + IoReason.of(e), e);
    } catch (UncheckedIOException e) {
      throw new DatasetException(root, "cannot be read: " + IoReason.of(e.getCause()), e);
    }
  }

  /** A file whose header cannot be read counts as a scan, which then says why it fails. */
  private boolean isMask(Path file) {
    String path = root.relativize(file).toString().toLowerCase(Locale.ROOT);
    if (path.contains("seg") || path.contains("mask")) {
      return true;
    }
    try {
      ImageHeader header = ImageFiles.readHeader(file, gzip);
      return header.storedType() == StoredType.UINT8 && holdsFewValues(file);
    } catch (DatasetException e) {
      return false;
    }
  }

  private boolean holdsFewValues(Path file) {
    boolean[] seen = new boolean[1 << Byte.SIZE];
    ImageFiles.stream(
        file,
        gzip,
        (raw, count) -> {
          for (int i = 0; i < count; i++) {
            seen[(int) raw[i]] = true;
          }
        });
    int values = 0;
    for (boolean one : seen) {
      values += one ? 1 : 0;
    }
    return values <= MOST_VALUES;
  }
}
