package org.ibengine;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.ibengine.conformance.TinyDataset;
import org.ibengine.index.Layout;
import org.ibengine.tensor.Tensor;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The code in README.md is cut from here (ci/snippets.sh compares them), and it runs. */
class ReadmeExampleTest {
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

  @Test
  void theExampleShowsEveryLesionOnce(@TempDir Path folder) {
    train(TinyDataset.standard().prepare(folder, Layout.VOLUMES), 7);
    assertEquals(List.of("a_11", "a_12", "a_13", "a_21", "b1"), trained.stream().sorted().toList());
  }
}
