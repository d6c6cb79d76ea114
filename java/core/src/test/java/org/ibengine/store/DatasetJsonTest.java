package org.ibengine.store;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import org.ibengine.error.DatasetException;
import org.ibengine.index.CropOptions;
import org.ibengine.index.DatasetOptions;
import org.ibengine.index.GridOptions;
import org.ibengine.label.LesionClass;
import org.ibengine.label.LesionRule;
import org.ibengine.volume.Geometry;
import org.ibengine.volume.Interpolation;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DatasetJsonTest {
  private static final LesionRule LESIONS =
      new LesionRule(
          LesionRule.Kind.CLASSES,
          List.of(),
          List.of(new LesionClass("core", List.of(1L, 3L)), new LesionClass("oedema", List.of(2L))),
          OptionalLong.of(255),
          4.5,
          1.25);
  private static final GridOptions GRID =
      new GridOptions(
          Optional.of(new Geometry.Spacing(1, 0.75, 2.5)),
          GridOptions.Orient.RAS,
          GridOptions.Mismatch.RESAMPLE,
          Optional.of("T1"),
          Interpolation.CUBIC,
          GridOptions.LabelInterpolation.LINEAR,
          true,
          Optional.of(new CropOptions(List.of(1L, 2L), 5)));

  @TempDir private Path folder;

  private DatasetOptions readBack(DatasetOptions options) throws IOException {
    Path file = folder.resolve("dataset.json");
    Files.write(file, DatasetJson.write(options, 2));
    return DatasetJson.read(file);
  }

  @Test
  void lesionsAndGridComeBackAsTheyWere() throws IOException {
    DatasetOptions options = Records.OPTIONS.withLesions(LESIONS).withGrid(GRID);

    assertEquals(options, readBack(options));
  }

  @Test
  void partsOfAGridThatAreLeftOutComeBackLeftOut() throws IOException {
    GridOptions grid =
        new GridOptions(
            Optional.empty(),
            GridOptions.Orient.RAS,
            GridOptions.Mismatch.REFUSE,
            Optional.empty(),
            Interpolation.NEAREST,
            GridOptions.LabelInterpolation.NEAREST,
            false,
            Optional.of(new CropOptions(List.of(), 0)));
    DatasetOptions options = Records.OPTIONS.withGrid(grid);

    assertEquals(options, readBack(options));
  }

  @Test
  void nothingIsWrittenOfTheDefaultsSoThatOlderFoldersKeepTheirHash() {
    String text = new String(DatasetJson.write(Records.OPTIONS, 1), StandardCharsets.UTF_8);

    assertFalse(text.contains("lesions"), text);
    assertFalse(text.contains("grid"), text);
  }

  @Test
  void otherLesionsOrAnotherGridAreOtherOptions() {
    String hash = DatasetJson.hash(Records.OPTIONS);

    assertNotEquals(hash, DatasetJson.hash(Records.OPTIONS.withLesions(LESIONS)));
    assertNotEquals(hash, DatasetJson.hash(Records.OPTIONS.withGrid(GRID)));
  }

  @Test
  void aRuleThatCannotBeIsDamage() throws IOException {
    Path file = folder.resolve("dataset.json");
    String text =
        new String(
            DatasetJson.write(Records.OPTIONS.withLesions(LESIONS), 2), StandardCharsets.UTF_8);
    String broken = text.replace("\"labelKind\": \"classes\"", "\"labelKind\": \"shades\"");
    assertNotEquals(text, broken);
    Files.writeString(file, broken);

    DatasetException e = assertThrows(DatasetException.class, () -> DatasetJson.read(file));

    assertTrue(e.getMessage().contains("label kind must be classes or instances, was shades"));
  }
}
