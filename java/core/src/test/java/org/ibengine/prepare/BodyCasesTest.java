package org.ibengine.prepare;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.ibengine.backend.reference.ReferenceBackend;
import org.ibengine.index.BodyCounts;
import org.ibengine.index.BodyEstimate;
import org.ibengine.index.BodyRule;
import org.ibengine.index.DatasetOptions;
import org.ibengine.index.GridOptions;
import org.ibengine.index.Layout;
import org.ibengine.measure.BodyMeasure;
import org.ibengine.store.CaseRecord;
import org.ibengine.store.DatasetReader;
import org.ibengine.volume.Geometry;
import org.ibengine.volume.Index3;
import org.ibengine.volume.Size3;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The body in records, from raw cases of 9 by 7 by 5 voxels of 1 by 2 by 3 mm. */
class BodyCasesTest extends OnRawCases {
  private static final BodyRule FROM_250 = BodyRule.from(250);

  private static DatasetOptions options(BodyRule rule) {
    return RawCases.options(Layout.VOLUMES).withBody(rule);
  }

  private CaseRecord record() {
    return DatasetReader.open(output).cases().get(0).record();
  }

  private BodyEstimate body() {
    return record().index().body().orElseThrow();
  }

  @ParameterizedTest
  @EnumSource
  void theBodyOfBothLayoutsIsThatOfTheVoxels(Layout layout) throws IOException {
    raw.add("p1", LESION);
    run(RawCases.options(layout).withBody(FROM_250));
    assertEquals(new Size3(4, 2, 1), body().block());
    assertEquals("FLAIR", body().modality());
    assertEquals(250, body().threshold());
    BodyCounts counts = body().counts();
    // voxels are 100 z + 10 y + x: all of the last slices, a corner of the one before
    assertEquals(126, counts.voxels(new Index3(0, 0, 3), RawCases.SIZE));
    assertEquals(5 * 2 + 9, counts.voxels(new Index3(0, 0, 2), new Size3(9, 7, 1)));
    assertEquals(0, counts.voxels(Index3.ZERO, new Size3(9, 7, 2)));
    assertEquals(145 / 315.0, body().share());
  }

  @Test
  void theBodyIsLookedForOnTheStoredGrid() throws IOException {
    raw.add("p1", LESION);
    GridOptions grid = GridOptions.DEFAULT.withSpacing(new Geometry.Spacing(2, 2, 4));
    run(options(BodyRule.OTSU.in("T1")).withGrid(grid));
    StoredCase stored = new StoredCase(output, "p1");
    assertEquals(
        new BodyMeasure(new ReferenceBackend())
            .of(
                BodyRule.OTSU,
                record().index().modalities().get(1),
                stored.volume("T1"),
                record().index().geometry()),
        Optional.of(body()));
    assertEquals(new Size3(2, 2, 1), body().block());
    assertEquals(new Size3(4, 7, 4), body().size());
  }

  @Test
  void noneIsEstimatedWhereNoneIsWanted() throws IOException {
    raw.add("p1", LESION);
    run(options(BodyRule.NONE));
    assertEquals(Optional.empty(), record().index().body());
    assertEquals(BodyRule.NONE, DatasetReader.open(output).index().options().body());
  }

  @Test
  void aCaseFromBeforeIsUpToDateUntilItIsForced() throws IOException {
    raw.add("p1", LESION);
    run();
    final BodyEstimate found = body();
    Path file = output.resolve("cases/p1/case.json");
    ObjectMapper mapper = new ObjectMapper();
    ObjectNode json = (ObjectNode) mapper.readTree(file.toFile());
    assertTrue(json.remove("body").has("runs"));
    mapper.writeValue(file.toFile(), json);
    assertEquals(List.of("p1"), run().current());
    assertEquals(Optional.empty(), record().index().body());
    PrepareRequest request = raw.request(output, RawCases.options(Layout.VOLUMES));
    PrepareRequest forced =
        new PrepareRequest(
            request.input(),
            output,
            request.options(),
            new PrepareRequest.Execution(2, 1 << 28, true, false));
    Preparation.run(forced, backend, PrepareListener.NONE);
    assertEquals(found, body());
  }

  @Test
  void anotherRuleMakesCasesAnew() throws IOException {
    raw.add("p1", LESION);
    run();
    assertEquals(List.of("p1"), run(options(FROM_250)).prepared());
    assertEquals(250, body().threshold());
  }

  @Test
  void aValueThatNothingReachesIsAWarning() throws IOException {
    raw.add("p1", LESION);
    String message = messages(run(options(BodyRule.from(1e9)))).get(0);
    assertHolds(message, "p1", "modality FLAIR reaches 1.0E9", "another value to --body");
    assertEquals(0, body().share());
  }

  @Test
  void aModalityThatTheDatasetLacksIsRefused() throws IOException {
    raw.add("p1", LESION);
    IllegalArgumentException error =
        assertThrows(IllegalArgumentException.class, () -> run(options(BodyRule.OTSU.in("T2"))));
    assertHolds(error.getMessage(), "--body-modality", "FLAIR, T1", "was T2");
  }
}
