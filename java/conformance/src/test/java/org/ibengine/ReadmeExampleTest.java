package org.ibengine;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import org.ibengine.conformance.TinyDataset;
import org.ibengine.index.Layout;
import org.ibengine.tensor.Tensor;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The code in README.md is this code, and it runs. */
class ReadmeExampleTest {
  private static final String SNIPPET = "train";
  private static final Path SOURCE = Path.of("src/test/java/org/ibengine/ReadmeExampleTest.java");
  private static final Path README = Path.of("../../README.md");

  private final List<String> trained = new ArrayList<>();

  private void train(Path dir, long seed) {
    // snippet: train
    EngineOptions options = EngineOptions.defaults().patchSize(64, 64, 64).batchSize(4);
    try (IbEngine engine = IbEngine.open(dir, options);
        Epoch epoch = engine.epoch(seed)) {
      for (Batch batch : epoch) { // valid until you ask for the next batch
        Tensor image = batch.image(); // (B, C, Z, Y, X) float32: address, strides, bytes
        Tensor label = batch.label(); // (B, 1, Z, Y, X) uint8
        step(image, label, batch.items()); // items: case, instance, size, box, flips, …
      }
      System.out.println(epoch.ledger().neverSeen()); // []: every lesion was shown
    }
    // end of snippet
  }

  private void step(Tensor image, Tensor label, List<BatchItem> items) {
    assertEquals(image.elements(), 2 * label.elements());
    items.stream()
        .filter(item -> item.positive() && !item.filler())
        .forEach(item -> trained.add(item.caseName() + item.instance().id()));
  }

  private static String cut(List<String> lines, String begin, String end) {
    int from = lines.indexOf(begin) + 1;
    int until = from + lines.subList(from, lines.size()).indexOf(end);
    assertTrue(from > 0 && until > from, begin);
    return lines.subList(from, until).stream()
        .map(line -> line.startsWith("    ") ? line.substring(4) : line)
        .collect(Collectors.joining("\n"));
  }

  @Test
  void theExampleShowsEveryLesionOnce(@TempDir Path folder) {
    train(TinyDataset.standard().prepare(folder, Layout.VOLUMES), 7);
    assertEquals(List.of("a_11", "a_12", "a_13", "a_21", "b1"), trained.stream().sorted().toList());
  }

  @Test
  void readmeHoldsTheExampleWordForWord() throws IOException {
    String compiled =
        cut(Files.readAllLines(SOURCE), "    // snippet: " + SNIPPET, "    // end of snippet");
    assertFalse(compiled.isBlank());
    List<String> readme = Files.readAllLines(README);
    int marker = readme.indexOf("<!-- snippet: " + SNIPPET + " -->");
    assertTrue(marker >= 0, "README.md has no <!-- snippet: " + SNIPPET + " -->");
    List<String> after = readme.subList(marker + 1, readme.size());
    String shown =
        String.join("\n", after.subList(after.indexOf("```java") + 1, after.indexOf("```")));
    assertEquals(compiled, shown);
  }
}
