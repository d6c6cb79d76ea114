package org.ibengine.prepare;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.ibengine.input.InputCase;
import org.ibengine.io.ChannelChoice;
import org.ibengine.io.ImageInput;
import org.junit.jupiter.api.Test;

class FilePassTest {
  private static final Path SCAN = Path.of("p/scan.nii");
  private static final Path OTHER = Path.of("p/other.nii");
  private static final InputCase CASE =
      new InputCase(
          "p",
          Optional.empty(),
          Path.of("p"),
          Path.of("p/GT.nii"),
          Map.of(
              "T1", ImageInput.only(Path.of("p/T1.nii")),
              "s0", ImageInput.of(SCAN, 0),
              "s2", ImageInput.of(SCAN, 2),
              "again", ImageInput.of(SCAN, 2),
              "o1", ImageInput.of(OTHER, 1)));

  @Test
  void aFileIsReadOnceForAllOfItsChannelsThatAreWanted() {
    assertEquals(
        List.of(
            new FilePass(SCAN, List.of("s0", "s2"), ChannelChoice.of(0, 2)),
            new FilePass(Path.of("p/T1.nii"), List.of("T1"), ChannelChoice.ONLY),
            new FilePass(OTHER, List.of("o1"), ChannelChoice.of(1))),
        FilePass.of(CASE, List.of("s2", "T1", "o1", "s0")));
  }

  @Test
  void aSecondNameForAChannelTakesASecondPass() {
    assertEquals(
        List.of(
            new FilePass(SCAN, List.of("again"), ChannelChoice.of(2)),
            new FilePass(SCAN, List.of("s2"), ChannelChoice.of(2))),
        FilePass.of(CASE, List.of("again", "s2")));
  }
}
