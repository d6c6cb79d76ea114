package org.ibengine.serve;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.security.MessageDigest;
import java.time.Instant;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What of a dataset folder its stamp tells. */
class FolderStampTest {
  private static final Instant TIME = Instant.ofEpochSecond(1_600_000_000, 123_456_789);
  private static final String NS = "1600000000123456789";

  @TempDir Path folder;

  private void write(String file, String text) throws IOException {
    Path path = folder.resolve(file);
    Files.createDirectories(path.getParent());
    Files.writeString(path, text);
    Files.setLastModifiedTime(path, FileTime.from(TIME));
  }

  @BeforeEach
  void writeTwoCases() throws IOException {
    write("dataset.json", "{}");
    write("cases/b/case.json", "1");
    write("cases/a/case.json", "22");
    write("cases/c/other", "");
    write("cases/file", "");
  }

  private static Optional<String> digest(List<String> lines) throws Exception {
    String text = String.join("", lines).replace('|', '\0');
    byte[] digest =
        MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
    return Optional.of(HexFormat.of().formatHex(digest));
  }

  @Test
  void recordsOfCasesAreDigestedAsTheProtocolSays() throws Exception {
    List<String> lines =
        List.of(
            "cases/a/case.json|2|" + NS + "|",
            "cases/b/case.json|1|" + NS + "|",
            "dataset.json|2|" + NS + "|");
    assertEquals(digest(lines), FolderStamp.of(folder));
  }

  @Test
  void everyChangeOfARecordIsAnotherStampAndOtherFilesAreNone() throws Exception {
    Optional<String> before = FolderStamp.of(folder);
    write("cases/a/volumes.safetensors", "voxels");
    write("lesion_patches/p_T1_positive_0000.nii.gz", "");
    assertEquals(before, FolderStamp.of(folder));
    write("cases/a/case.json", "333");
    assertNotEquals(before, FolderStamp.of(folder));
    write("cases/a/case.json", "44");
    assertEquals(before, FolderStamp.of(folder));
    Path record = folder.resolve("cases/a/case.json");
    Files.setLastModifiedTime(record, FileTime.from(TIME.plusNanos(1)));
    assertNotEquals(before, FolderStamp.of(folder));
    write("cases/a/case.json", "44");
    Files.move(folder.resolve("cases/a"), folder.resolve("cases/aa"));
    assertNotEquals(before, FolderStamp.of(folder));
    Files.move(folder.resolve("cases/aa"), folder.resolve("cases/a"));
    write("cases/c/case.json", "");
    assertNotEquals(before, FolderStamp.of(folder));
  }

  @Test
  void withoutRecordsEveryPatchCounts() throws Exception {
    Files.delete(folder.resolve("cases/a/case.json"));
    Files.delete(folder.resolve("cases/b/case.json"));
    Files.delete(folder.resolve("dataset.json"));
    write("lesion_patches/p_T1_positive_0000.nii.gz", "1");
    write("background_patches/p_T1_negative_0000.nii.gz", "22");
    List<String> lines =
        List.of(
            "background_patches/p_T1_negative_0000.nii.gz|2|" + NS + "|",
            "lesion_patches/p_T1_positive_0000.nii.gz|1|" + NS + "|");
    assertEquals(digest(lines), FolderStamp.of(folder));
    assertEquals(digest(List.of()), FolderStamp.of(folder.resolve("nowhere")));
  }
}
