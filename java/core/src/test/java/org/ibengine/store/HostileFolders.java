package org.ibengine.store;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import java.util.zip.CRC32C;
import org.ibengine.error.DatasetException;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;

/**
 * A dataset folder of other people: cases {@code p} and {@code p_1}, whose names begin alike, and
 * files around it that must stay as they are.
 */
abstract class HostileFolders {
  static final String OWN = "lesion_patches/p_T1_positive_0000.nii.gz";
  static final String OTHERS = "lesion_patches/p_1_T1_positive_0000.nii.gz";
  static final String NOBODYS = "lesion_patches/note.txt";

  @TempDir Path temporary;
  DatasetFolder folder;

  @BeforeEach
  void makeTheFolder() throws IOException {
    folder = new DatasetFolder(temporary.resolve("out"));
    Files.writeString(temporary.resolve("outside.txt"), "outside");
    commit("p", OWN);
    commit("p_1", OTHERS);
    Files.writeString(folder.resolve(NOBODYS), "a note");
  }

  DatasetSession open() {
    return DatasetSession.open(folder, Records.OPTIONS, Set.of("p", "p_1"), new DyingFiles());
  }

  void commit(String name, String... paths) throws IOException {
    try (DatasetSession writer = open()) {
      CaseStaging staging = writer.stage();
      List<OutputFile> outputs = new ArrayList<>();
      for (String path : paths) {
        byte[] bytes = path.getBytes();
        Files.write(staging.file(path), bytes);
        CRC32C checksum = new CRC32C();
        checksum.update(bytes);
        outputs.add(new OutputFile(path, bytes.length, (int) checksum.getValue()));
      }
      writer.commit(new StagedCase(Records.of(name, outputs), staging));
    }
  }

  /** Case p as a killed run leaves it, with a journal of anybody's. */
  void leaveJournal(String caseName, List<String> paths) throws IOException {
    Files.deleteIfExists(folder.caseFile("p"));
    String files =
        paths.stream()
            .map(path -> "{\"path\": \"" + path.replace("\\", "\\\\") + "\"}")
            .collect(Collectors.joining(","));
    Files.writeString(
        folder.pendingFile("p"),
        "{\"formatVersion\": 1, \"case\": \"%s\", \"files\": [%s]}".formatted(caseName, files));
  }

  Map<String, String> content() throws IOException {
    Map<String, String> content = new TreeMap<>();
    try (Stream<Path> files = Files.walk(temporary)) {
      for (Path file : files.filter(Files::isRegularFile).toList()) {
        content.put(temporary.relativize(file).toString(), Files.readString(file));
      }
    }
    content.remove("out/.ib-lock");
    return content;
  }

  String assertRefusedUnchanged() throws IOException {
    Map<String, String> before = content();
    String message = assertThrows(DatasetException.class, () -> open().close()).getMessage();
    assertEquals(before, content());
    return message;
  }
}
