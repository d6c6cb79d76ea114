package org.ibengine.prepare;

import static org.junit.jupiter.api.Assertions.assertDoesNotThrow;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.ibengine.backend.Backend;
import org.ibengine.backend.reference.ReferenceBackend;
import org.ibengine.error.DatasetException;
import org.ibengine.index.Layout;
import org.ibengine.store.OutputPlace;
import org.ibengine.volume.Index3;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class OutputPlaceTest {
  @TempDir private Path temporary;
  private Path raw;

  @BeforeEach
  void makeInput() throws IOException {
    raw = Files.createDirectories(temporary.resolve("raw"));
    Files.createDirectories(raw.resolve("p1"));
  }

  private void assertRefused(Path input, Path output, String text) {
    DatasetException error =
        assertThrows(
            DatasetException.class, () -> OutputPlace.requireApart(List.of(input), output));
    assertTrue(error.getMessage().contains(text), error.getMessage());
  }

  @Test
  void anOutputThatIsTheInputOrLiesInItIsRefused() throws IOException {
    String text = "the dataset must not lie in its input";
    assertRefused(raw, raw, text);
    assertRefused(raw, raw.resolve("out"), text);
    assertRefused(raw, raw.resolve("p1/deep/out"), text);
    assertRefused(raw, temporary.resolve("x/../raw/out"), text);
    Path link = Files.createSymbolicLink(temporary.resolve("link"), raw);
    assertRefused(raw, link, text);
    assertRefused(raw, link.resolve("out"), text);
    assertRefused(link, raw.resolve("out"), text);
  }

  @Test
  void anInputAmongTheFilesOfTheDatasetIsRefused() throws IOException {
    Path out = temporary.resolve("out");
    for (String folder : List.of("cases", "lesion_patches", "background_patches", ".ib-staging")) {
      Path input = Files.createDirectories(out.resolve(folder).resolve("more"));
      assertRefused(input, out, "the input must not lie among the files of the dataset");
    }
  }

  @Test
  void nothingIsLeftInTheFolderOfAnotherTool() throws IOException {
    Backend backend = new ReferenceBackend();
    RawCases cases = new RawCases(backend, temporary.resolve("cases"));
    cases.add("p1", new Index3(6, 1, 3));
    Path output = Files.createDirectories(temporary.resolve("nnunet"));
    Path theirs = Files.writeString(output.resolve("dataset.json"), "{\"file_ending\": \".nii\"}");
    PrepareRequest request = cases.request(output, RawCases.options(Layout.VOLUMES));
    assertThrows(
        DatasetException.class, () -> Preparation.run(request, backend, PrepareListener.NONE));
    try (Stream<Path> left = Files.list(output)) {
      assertEquals(List.of(theirs), left.toList());
    }
  }

  @Test
  void otherPlacesAreFine() throws IOException {
    Path inside = Files.createDirectories(temporary.resolve("out/raw"));
    for (Path output : List.of(temporary.resolve("rawer"), temporary.resolve("raw2/out"))) {
      assertDoesNotThrow(() -> OutputPlace.requireApart(List.of(raw), output));
    }
    assertDoesNotThrow(() -> OutputPlace.requireApart(List.of(inside), temporary.resolve("out")));
  }
}
