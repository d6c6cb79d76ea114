package org.ibengine.io.dicom;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.ibengine.error.DatasetException;
import org.ibengine.io.IoReason;

/** Whether folders hold DICOM, in files whose names often have no ending. */
final class DicomFolder {
  private static final int PREAMBLE_BYTES = 128;
  private static final byte[] MAGIC = "DICM".getBytes(StandardCharsets.US_ASCII);
  private static final String INDEX = "DICOMDIR";
  private static final int FILES_LOOKED_AT = 16; // a licence and the like may lie beside
  private static final int LEVELS = 4; // patient, study, series, files

  private DicomFolder() {}

  /**
   * Looks at the first files of the folder, then at those of the first folder in it, and so on.
   *
   * @throws DatasetException if a folder cannot be listed
   */
  static boolean holdsSeries(Path folder) {
    Path level = folder;
    for (int i = 0; i < LEVELS; i++) {
      List<Path> entries = list(level);
      List<Path> files = entries.stream().filter(Files::isRegularFile).toList();
      if (files.stream().limit(FILES_LOOKED_AT).anyMatch(DicomFolder::isDicom)) {
        return true;
      }
      List<Path> folders = entries.stream().filter(Files::isDirectory).toList();
      if (folders.isEmpty()) {
        return false;
      }
      level = folders.get(0);
    }
    return false;
  }

  private static List<Path> list(Path folder) {
    try (Stream<Path> entries = Files.list(folder)) {
      return entries
          .filter(entry -> !entry.getFileName().toString().startsWith("."))
          .sorted()
          .toList();
    } catch (IOException e) {
      throw new DatasetException(folder, "cannot be listed: " + IoReason.of(e), e);
    }
  }

  private static boolean isDicom(Path file) {
    String name = file.getFileName().toString();
    return name.equals(INDEX) || DicomReader.isName(name) || hasMagic(file);
  }

  private static boolean hasMagic(Path file) {
    try (InputStream in = Files.newInputStream(file)) {
      byte[] first = in.readNBytes(PREAMBLE_BYTES + MAGIC.length);
      return first.length == PREAMBLE_BYTES + MAGIC.length
          && Arrays.equals(first, PREAMBLE_BYTES, first.length, MAGIC, 0, MAGIC.length);
    } catch (IOException e) {
      return false; // whoever reads it tells why it cannot be read
    }
  }
}
