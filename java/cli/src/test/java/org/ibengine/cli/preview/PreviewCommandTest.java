package org.ibengine.cli.preview;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import javax.imageio.ImageIO;
import org.ibengine.cli.CommandLineRun;
import org.ibengine.cli.PhantomDataset;
import org.ibengine.cli.options.ExitCode;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PreviewCommandTest {
  private static final int ORANGE = 0xff9f1c;

  @TempDir static Path folder;
  private static Path dataset;

  @BeforeAll
  static void prepare() {
    dataset = PhantomDataset.make(folder);
  }

  private static long count(BufferedImage image, int colour) {
    long found = 0;
    for (int y = 100; y < image.getHeight(); y++) { // below the legend
      for (int x = 0; x < image.getWidth(); x++) {
        found += (image.getRGB(x, y) & 0xffffff) == colour ? 1 : 0;
      }
    }
    return found;
  }

  @Test
  void sheetOutlinesTheInstanceOfEveryPatch() throws IOException {
    Path sheet = folder.resolve("sheet.png");
    CommandLineRun run =
        CommandLineRun.of(
            "preview", dataset, "-o", sheet, "--ratio", 0, "--patches", 5, "--dtype", "float16");
    assertEquals(0, run.exitCode(), run.err());
    assertTrue(run.out().contains("5 patches"), run.out());
    BufferedImage image = ImageIO.read(sheet.toFile());
    // A voxel is 32 pixels wide here: each of 5 patches and 2 modalities has at least one outlined.
    assertTrue(count(image, ORANGE) > 5 * 2 * 4 * 30, "pixels of an outline");
  }

  /** Between tiles and right of the last there is no light pixel, so nothing is written there. */
  @Test
  void captionsEndWithTheirTile() throws IOException {
    Path raw = folder.resolve("long");
    assertEquals(
        0,
        CommandLineRun.of(
                "synth", raw, "--cases", 1, "--size", 20, 24, 30, "--lesions", 4, "--seed", 3)
            .exitCode());
    Path only = raw.resolve("phantom000");
    Files.move(only, raw.resolve("1.3.6.1.4.1.14519.5.2.1.6279.6001." + "1057566580".repeat(3)));
    Path made = folder.resolve("long-dataset");
    CommandLineRun prepared =
        CommandLineRun.of(
            "prepare",
            raw,
            made,
            "--layout",
            "volumes",
            "--patch-size",
            7,
            7,
            5,
            "--modalities",
            "T1");
    assertEquals(0, prepared.exitCode(), prepared.err());
    Path sheet = folder.resolve("long.png");
    CommandLineRun run = CommandLineRun.of("preview", made, "-o", sheet, "--patches", 4);
    assertEquals(0, run.exitCode(), run.err());
    BufferedImage image = ImageIO.read(sheet.toFile());
    int tile = 7 * 32; // voxels, pixels of each
    int margin = 24;
    int columns = (image.getWidth() - margin) / (tile + margin);
    assertTrue(columns > 1, "columns");
    for (int column = 1; column <= columns; column++) {
      int end = column * (tile + margin);
      for (int y = 100; y < image.getHeight(); y++) {
        for (int x = end + 2; x < end + margin - 2; x++) {
          assertEquals(0x14171c, image.getRGB(x, y) & 0xffffff, x + ", " + y);
        }
      }
    }
  }

  @Test
  void neverSeenListsTheInstancesOfTheHeldOutFoldAndDrawsThem() {
    Path sheet = folder.resolve("held-out.png");
    CommandLineRun run =
        CommandLineRun.of("preview", dataset, "-o", sheet, "--fold", 0, 3, "--never-seen");
    assertEquals(0, run.exitCode(), run.err());
    assertTrue(run.out().startsWith("3 of 9 instances are not shown by epoch 0"), run.out());
    assertTrue(run.out().contains("3 patches"), run.out());
    assertTrue(Files.exists(sheet));
  }

  @Test
  void neverSeenDrawsNothingWhereEverythingIsShown() {
    Path sheet = folder.resolve("nothing.png");
    CommandLineRun run = CommandLineRun.of("preview", dataset, "-o", sheet, "--never-seen");
    assertEquals(0, run.exitCode(), run.err());
    assertTrue(run.out().startsWith("0 of 9 instances"), run.out());
    assertFalse(Files.exists(sheet));
  }

  @Test
  void pictureThatCannotBeWrittenIsNamed() {
    Path sheet = folder.resolve("no/such/folder/sheet.png");
    CommandLineRun run = CommandLineRun.of("preview", dataset, "-o", sheet);
    assertEquals(ExitCode.FAILED, run.exitCode());
    assertTrue(run.err().contains("sheet.png"), run.err());
  }
}
