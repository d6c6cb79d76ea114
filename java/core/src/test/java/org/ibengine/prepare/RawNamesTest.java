package org.ibengine.prepare;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import org.ibengine.backend.Backend;
import org.ibengine.backend.reference.ReferenceBackend;
import org.ibengine.error.DatasetException;
import org.ibengine.index.DatasetOptions;
import org.ibengine.index.Layout;
import org.ibengine.store.DatasetReader;
import org.ibengine.store.PreparedCase;
import org.ibengine.volume.Index3;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Names that cases and modalities may have, and what becomes of the others. */
class RawNamesTest {
  private static final Index3 LESION = new Index3(6, 1, 3);

  @TempDir private Path temporary;
  private final Backend backend = new ReferenceBackend();
  private RawCases raw;
  private Path output;

  @BeforeEach
  void prepareNothingYet() {
    raw = new RawCases(backend, temporary.resolve("raw"));
    output = temporary.resolve("out");
  }

  private PrepareSummary run(Layout layout) {
    return Preparation.run(
        raw.request(output, RawCases.options(layout)), backend, PrepareListener.NONE);
  }

  private String onlyFailure(Layout layout) {
    PrepareSummary summary = run(layout);
    assertEquals(1, summary.failures().size(), summary.failures().toString());
    return summary.failures().get(0).message();
  }

  private Path minimal(String name) throws IOException {
    raw.image(name, "T1.nii", RawCases.GRID);
    raw.mask(name, "GT.nii", LESION);
    return temporary.resolve("raw").resolve(name);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "M\u00fcller",
        "p=1",
        "sub-01[1]",
        "患者一",
        "\u0928\u093f\u0924\u0940\u0936",
        "a (2) {b}~c"
      })
  void lettersOfAnyScriptAndSafePunctuationMakeNames(String name) throws IOException {
    minimal(name);
    for (Layout layout : Layout.values()) {
      assertEquals(List.of(name), run(layout).prepared());
      assertEquals(
          List.of(name),
          DatasetReader.open(output).cases().stream().map(PreparedCase::name).toList());
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"a,b", "a#b", "a:b", "a\\b", "a\"b", "a\tb", "a\u202eb", "a*b", "\u0308a"})
  void whatSeparatesQuotesOrControlsIsRefused(String name) throws IOException {
    minimal(name);
    assertTrue(onlyFailure(Layout.PATCHES).contains("a case name is made of letters, digits"));
  }

  @Test
  void controlCharactersOfANameAreShownAsCodes() throws IOException {
    minimal("a\u001b[31mb");
    String message = onlyFailure(Layout.PATCHES);
    assertTrue(message.contains("was \"a\\u001b[31mb\""), message);
  }

  @Test
  void namesFromMacOsAreComposed() throws IOException {
    minimal("Mu\u0308ller");
    assertEquals(List.of("M\u00fcller"), run(Layout.VOLUMES).prepared());
    assertEquals(List.of("M\u00fcller"), run(Layout.VOLUMES).current());
  }

  @Test
  void modalitiesThatAreAskedForAreComposedToo() throws IOException {
    minimal("p1");
    raw.image("p1", "Mu\u0308.nii", RawCases.GRID);
    DatasetOptions asked = RawCases.options(Layout.VOLUMES).withModalities(List.of("Mu\u0308"));
    PrepareSummary summary =
        Preparation.run(raw.request(output, asked), backend, PrepareListener.NONE);
    assertEquals(List.of("p1"), summary.prepared());
  }

  @Test
  void casesOfOneComposedNameAreRefusedBeforeAnythingIsWritten() throws IOException {
    minimal("Mu\u0308ller");
    minimal("M\u00fcller");
    DatasetException error = assertThrows(DatasetException.class, () -> run(Layout.VOLUMES));
    assertTrue(error.getMessage().contains("case names must differ"), error.getMessage());
    assertTrue(Files.notExists(output));
  }

  @Test
  void modalitiesOfOneComposedNameEndTheirCase() throws IOException {
    minimal("p1");
    raw.image("p1", "Mu\u0308.nii", RawCases.GRID);
    raw.image("p1", "M\u00fc.nii", RawCases.GRID);
    assertTrue(onlyFailure(Layout.VOLUMES).contains("two files give modality M\u00fc,"));
  }

  @Test
  void onlyTheLastEndingOfAModalityIsCut() throws IOException {
    minimal("p1");
    raw.image("p1", "T1.nii_brain.nii.gz", RawCases.GRID);
    raw.image("p1", "\u0130.nii.gz", RawCases.GRID);
    run(Layout.PATCHES);
    assertEquals(
        List.of("T1", "T1.nii_brain", "\u0130"), DatasetReader.open(output).options().modalities());
    assertTrue(Files.exists(output.resolve("lesion_patches/p1_\u0130_positive_0000.nii.gz")));
  }

  @Test
  void masksAreFoundInTurkish() throws IOException {
    raw.image("p1", "FLAIR.nii", RawCases.GRID);
    raw.mask("p1", "Gt_final.nii", LESION);
    Locale before = Locale.getDefault();
    Locale.setDefault(Locale.forLanguageTag("tr-TR"));
    try {
      assertEquals(List.of("p1"), run(Layout.VOLUMES).prepared());
    } finally {
      Locale.setDefault(before);
    }
  }

  @Test
  void aModalityCalledAsTheMaskIsInTheDatasetIsRefusedWithTheRemedy() throws IOException {
    minimal("p1");
    raw.image("p1", "label.nii.gz", RawCases.GRID);
    String message = onlyFailure(Layout.VOLUMES);
    assertTrue(message.contains("label.nii.gz: a modality must not be called \"label\""), message);
    assertTrue(message.contains("rename the file, to GT.nii.gz if it is the mask"), message);
  }

  @Test
  void namesTooLongForTheirPatchesEndTheirCaseBeforeAnythingIsWritten() throws IOException {
    // of the case and " _T1_positive_2147483647.nii.gz", 30 bytes; of the label 33
    String longest = "\u00fc".repeat(111);
    minimal(longest);
    minimal(longest + "x");
    minimal("good");
    PrepareSummary summary = run(Layout.PATCHES);
    assertEquals(List.of("good", longest), summary.prepared());
    String message = summary.failures().get(0).message();
    assertTrue(message.contains("file names hold at most 255 bytes"), message);
    assertTrue(message.contains("would have up to 256"), message);
    assertEquals(
        List.of("good", longest),
        DatasetReader.open(output).cases().stream().map(PreparedCase::name).toList());
  }

  @Test
  void volumesNeedNoMoreThanTheNameOfTheCase() throws IOException {
    minimal("x".repeat(255));
    assertEquals(List.of("x".repeat(255)), run(Layout.VOLUMES).prepared());
  }
}
