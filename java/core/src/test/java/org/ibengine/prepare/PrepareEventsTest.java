package org.ibengine.prepare;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.OptionalLong;
import org.ibengine.grid.GridChanges;
import org.ibengine.index.Layout;
import org.ibengine.label.LesionChanges;
import org.ibengine.label.LesionRule;
import org.ibengine.label.LesionRule.Kind;
import org.ibengine.store.CaseRecord;
import org.ibengine.store.DatasetReader;
import org.ibengine.volume.Index3;
import org.ibengine.volume.VoxelType;
import org.ibengine.work.Cancellation;
import org.ibengine.work.CaseFailure;
import org.junit.jupiter.api.Test;

class PrepareEventsTest extends OnRawCases {
  private final Cancellation cancellation = new Cancellation();
  private final Heard heard = new Heard();

  /** Writes down all events, and cancels after a case if a test wants that. */
  private final class Heard implements PrepareListener {
    private final List<String> events = Collections.synchronizedList(new ArrayList<>());
    private boolean cancelsAfterOne;

    /** What was heard of a case, in its order. */
    private List<String> of(String caseName) {
      return events.stream().filter(event -> List.of(event.split(" ")).contains(caseName)).toList();
    }

    @Override
    public void caseStarted(String caseName) {
      events.add("started " + caseName);
    }

    @Override
    public void lesionsChanged(String caseName, LesionChanges changes) {
      events.add("dropped " + changes.dropped().size() + " of " + caseName);
    }

    @Override
    public void instancesChanged(String caseName, GridChanges changes) {
      events.add("lost " + changes.lost().size() + " of " + caseName);
    }

    @Override
    public void caseDone(CaseRecord record) {
      events.add("done " + record.index().name() + " " + record.index().instances().size());
      if (cancelsAfterOne) {
        cancellation.cancel();
      }
    }

    @Override
    public void caseFailed(CaseFailure failure) {
      events.add("failed " + failure.caseName());
    }
  }

  private PrepareSummary prepared(GridWish wish) {
    PrepareRequest request =
        PrepareRequest.builder(List.of(root), output)
            .layout(Layout.VOLUMES)
            .patchSize(3, 3, 3)
            .grid(wish.on(RawCases.options(Layout.VOLUMES)).grid())
            .threads(1)
            .maxMemory(6 << 20) // one case at a time
            .build();
    return Preparation.run(request, backend, heard, cancellation);
  }

  @Test
  void eachCaseIsHeardOfFromItsStartToItsEnd() throws IOException {
    raw.add("a", LESION);
    raw.add("b", new Index3(3, 0, 0), LESION);
    raw.add("c", LESION);
    Files.writeString(root.resolve("c/T1.nii"), "no image");
    PrepareSummary summary = prepared(new GridWish().spacing(2, 2, 3));
    assertFalse(summary.cancelled());
    assertEquals(List.of("started a", "done a 1"), heard.of("a"));
    assertEquals(List.of("started b", "lost 1 of b", "done b 1"), heard.of("b"));
    assertEquals(List.of("failed c"), heard.of("c")); // its header cannot be read
    heard.events.clear();
    assertEquals(List.of("a", "b"), prepared(new GridWish().spacing(2, 2, 3)).current());
    assertEquals(List.of("failed c"), heard.events);
  }

  @Test
  void whatTheRuleForLesionsDropsIsHeardBeforeTheCaseIsDone() throws IOException {
    raw.add("a", LESION);
    raw.add("b", new Index3(3, 0, 0), LESION, new Index3(5, 1, 3)); // voxels of 6 mm³
    PrepareRequest request =
        PrepareRequest.builder(List.of(root), output)
            .layout(Layout.VOLUMES)
            .patchSize(3, 3, 3)
            .lesions(new LesionRule(Kind.CLASSES, List.of(), List.of(), OptionalLong.empty(), 7, 0))
            .build();
    Preparation.run(request, backend, heard, cancellation);
    assertEquals(List.of("started a", "dropped 1 of a", "done a 0"), heard.of("a"));
    assertEquals(List.of("started b", "dropped 1 of b", "done b 1"), heard.of("b"));
  }

  @Test
  void aCaseThatBreaksWhileItIsMadeIsToldAsFailed() throws IOException {
    raw.add("a", LESION);
    VoxelFiles.write(root.resolve("a"), "T1.nii", VoxelType.FLOAT32, i -> 1 / 0.0);
    prepared(new GridWish());
    assertEquals(List.of("started a", "failed a"), heard.events);
  }

  @Test
  void cancellingFinishesWhatIsBegunAndTheNextRunDoesTheRest() throws IOException {
    for (String name : List.of("a", "b", "c", "d", "e", "f")) {
      raw.add(name, LESION);
    }
    heard.cancelsAfterOne = true;
    PrepareSummary summary = prepared(new GridWish());
    assertTrue(summary.cancelled());
    assertEquals(List.of(), summary.failures());
    List<String> made = summary.prepared();
    assertEquals(1, made.size()); // memory holds one case
    assertEquals(
        made, DatasetReader.open(output).cases().stream().map(item -> item.name()).toList());
    PrepareSummary rest =
        Preparation.run(
            PrepareRequest.builder(List.of(root), output)
                .layout(Layout.VOLUMES)
                .patchSize(3, 3, 3)
                .build(),
            backend,
            PrepareListener.NONE);
    assertEquals(made, rest.current());
    assertEquals(6 - made.size(), rest.prepared().size());
    assertFalse(rest.cancelled());
  }

  @Test
  void whatIsCancelledBeforeItBeginsMakesNothing() throws IOException {
    raw.add("a", LESION);
    cancellation.cancel();
    PrepareSummary summary = prepared(new GridWish());
    assertTrue(summary.cancelled());
    assertEquals(List.of(), summary.prepared());
    assertEquals(List.of(), heard.events);
  }
}
