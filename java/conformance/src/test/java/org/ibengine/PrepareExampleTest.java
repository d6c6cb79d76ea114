package org.ibengine;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.ibengine.backend.Backend;
import org.ibengine.backend.Backends;
import org.ibengine.conformance.TinyDataset;
import org.ibengine.index.GridOptions;
import org.ibengine.index.Layout;
import org.ibengine.prepare.Preparation;
import org.ibengine.prepare.PrepareListener;
import org.ibengine.prepare.PrepareRequest;
import org.ibengine.prepare.PrepareSummary;
import org.ibengine.store.CaseRecord;
import org.ibengine.store.DatasetReader;
import org.ibengine.volume.Geometry;
import org.ibengine.work.Cancellation;
import org.ibengine.work.CaseFailure;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The code in docs/how-to/bring-cases-to-one-grid.md is cut from here, and it runs. */
class PrepareExampleTest {
  private final List<String> logged = Collections.synchronizedList(new ArrayList<>());

  private void prepare(Path raw, Path dataset) {
    // snippet: prepare
    GridOptions grid =
        GridOptions.DEFAULT
            .withSpacing(new Geometry.Spacing(1, 1, 1))
            .withOrientation(GridOptions.Orient.RAS)
            .resampling();
    PrepareRequest request =
        PrepareRequest.builder(List.of(raw), dataset).layout(Layout.VOLUMES).grid(grid).build();
    Cancellation cancellation = new Cancellation(); // cancel() from any thread
    PrepareListener listener =
        new PrepareListener() {
          @Override
          public void caseDone(CaseRecord made) {
            log(made.index().name() + ": " + made.index().instances().size() + " lesions");
          }

          @Override
          public void caseFailed(CaseFailure failure) {
            log(failure.caseName() + ": " + failure.message());
          }
        };
    try (Backend backend = Backends.open(Backends.AUTO, 1)) { // threads per operation
      PrepareSummary summary = Preparation.run(request, backend, listener, cancellation);
      log(summary.prepared().size() + " made, " + summary.failures().size() + " failed");
    }
    // end of snippet
  }

  private void log(String line) {
    logged.add(line);
  }

  @Test
  void theExampleBringsEveryCaseToOneMillimetre(@TempDir Path folder) {
    TinyDataset.standard().prepare(folder, Layout.VOLUMES);
    Path dataset = folder.resolve("one-grid");
    prepare(folder.resolve("raw-volumes"), dataset);
    assertEquals(
        List.of(
            "4 made, 0 failed", "a_1: 3 lesions", "a_2: 1 lesions", "b: 1 lesions", "c: 0 lesions"),
        logged.stream().sorted().toList());
    DatasetReader.open(dataset)
        .cases()
        .forEach(
            item -> assertEquals(new Geometry.Spacing(1, 1, 1), item.index().geometry().spacing()));
  }
}
