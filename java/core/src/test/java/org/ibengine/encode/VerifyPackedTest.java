package org.ibengine.encode;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.function.Consumer;
import java.util.zip.CRC32C;
import org.ibengine.index.VolumeEncoding;
import org.ibengine.packed.BrickLayout;
import org.ibengine.store.DatasetVerifier;
import org.ibengine.store.VolumesFile;
import org.ibengine.text.Text;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Packed volumes that are not sound, under a checksum that says they are as written. */
class VerifyPackedTest extends OnPackableCases {
  private Path file;
  private Path record;
  private byte[] sound;
  private String text;
  private int at; // where the packed CT begins

  @BeforeEach
  void convertThem() throws IOException {
    convert(raw, packed, VolumeEncoding.PACKED);
    assertEquals(List.of(), DatasetVerifier.verify(packed).problems());
    file = volumes(packed, "p1");
    record = packed.resolve("cases/p1/case.json");
    sound = Files.readAllBytes(file);
    text = Files.readString(record);
    try (VolumesFile volumes = VolumesFile.open(file)) {
      at = (int) volumes.tensor("CT").offset();
    }
  }

  /** The one problem of the file after that change. */
  private String problem(Consumer<byte[]> change) throws IOException {
    byte[] bytes = sound.clone();
    change.accept(bytes);
    Files.write(file, bytes);
    CRC32C checksum = new CRC32C();
    checksum.update(bytes);
    String said = Text.format("\"crc32c\": \"%08x\"", checksum.getValue());
    Files.writeString(record, text.replaceAll("\"crc32c\": \"[0-9a-f]{8}\"", said));
    List<String> problems = DatasetVerifier.verify(packed).problems();
    assertEquals(1, problems.size(), problems.toString());
    assertTrue(problems.get(0).startsWith(file + ": "), problems.toString());
    return problems.get(0);
  }

  private static void assertSays(String problem, String... parts) {
    for (String part : parts) {
      assertTrue(problem.contains(part), problem);
    }
  }

  @Test
  void isNamedWithItsVolumeAndTheRule() throws IOException {
    assertSays(
        problem(bytes -> bytes[at] = 'X'),
        "CT is not a sound packed volume: does not begin with IBPK",
        "its checksum is right, so ib did not write it: run ib prepare --force");
    assertSays(problem(bytes -> bytes[at + 8]++), "must have 27 voxels along x, has 28");
    int entry = at + (int) BrickLayout.entryAt(3);
    assertSays(problem(bytes -> bytes[entry]++), "row 2 of bricks must have");
    int head = at + (int) new BrickLayout(PackableCases.SIZE).rowsBegin();
    assertSays(problem(bytes -> bytes[head] = (byte) 0xff), "row 0 of bricks must have");
    int end = at + (int) BrickLayout.entryAt(new BrickLayout(PackableCases.SIZE).rows());
    assertSays(problem(bytes -> bytes[end + 7] = 1), "of bricks must lie in the bytes");
  }

  @Test
  void aLongestRowThatIsNotTheLongestIsNamed() throws IOException {
    String header = new String(sound, 0, 4096, StandardCharsets.ISO_8859_1);
    int digit = header.indexOf("27x22x19 ") + "27x22x19 ".length();
    assertSays(
        problem(bytes -> bytes[digit + 2] = (byte) (bytes[digit + 2] == '9' ? '8' : '9')),
        "CT is not a sound packed volume: has a row of",
        "the longest, where the header of the file says");
  }

  @Test
  void packedVolumesAreThoseOfTheRecord() throws IOException {
    String less = text.replaceFirst("(\"packed\"\\s*:\\s*\\[\\s*)\"CT\"\\s*,\\s*", "$1");
    assertNotEquals(text, less);
    text = less;
    assertSays(
        problem(bytes -> {}),
        "must hold as packed volumes what case.json says, label, .label-values, holds CT, label,"
            + " .label-values");
  }

  @Test
  void aHeaderThatCannotBeReadIsNamed() throws IOException {
    assertSays(problem(bytes -> bytes[9] = '!'), "damaged");
  }
}
