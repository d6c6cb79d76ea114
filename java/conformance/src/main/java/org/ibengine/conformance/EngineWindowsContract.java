package org.ibengine.conformance;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import org.ibengine.Batch;
import org.ibengine.BatchItem;
import org.ibengine.EngineOptions;
import org.ibengine.Epoch;
import org.ibengine.IbEngine;
import org.ibengine.plan.Variation;
import org.ibengine.plan.WindowPlan;
import org.ibengine.volume.Index3;
import org.ibengine.volume.Size3;
import org.junit.jupiter.api.Test;

/** Sliding windows of whole cases: where they lie, what they hold, whose memory they use. */
public interface EngineWindowsContract extends EngineSource {
  /** Cases whose windows are more than one batch, one of them smaller than a window. */
  List<String> CASES = List.of("b", "a_1", "c");

  Size3 STRIDE = new Size3(3, 4, 3);

  /** By hand, of volumes of 4 × 3 × 2 and 13 × 11 × 9 voxels and a patch of 5 × 5 × 4. */
  private static List<Index3> cornersOfBAndOfA1() {
    List<Index3> corners = new ArrayList<>(List.of(new Index3(0, -1, -1)));
    for (int z : new int[] {0, 3, 5}) {
      for (int y : new int[] {0, 4, 6}) {
        for (int x : new int[] {0, 3, 6, 8}) {
          corners.add(new Index3(x, y, z));
        }
      }
    }
    return corners;
  }

  private static void check(Batch batch) {
    for (int i = 0; i < batch.items().size(); i++) {
      BatchItem item = batch.items().get(i);
      TinyCase source = Folders.DATASET.caseNamed(item.caseName());
      for (int channel = 0; channel < 2; channel++) {
        assertArrayEquals(
            source.imagePatch(
                TinyDataset.MODALITIES.get(channel),
                item.corner(),
                TinyDataset.PATCH,
                Variation.NONE),
            Delivered.channel(batch.image(), i, channel),
            item.toString());
      }
      float[] label = Delivered.channel(batch.label(), i, 0);
      int[] expected = source.labelPatch(item.corner(), TinyDataset.PATCH, Variation.NONE);
      for (int voxel = 0; voxel < label.length; voxel++) {
        assertEquals(expected[voxel], label[voxel], item.toString());
      }
    }
  }

  @Test
  default void everyWindowComesOnceInOrderAndHoldsWhatTheVolumesHold() {
    for (EngineOptions options :
        List.of(options(), tight(options().batchSize(1).prefetch(2)), offDevice(options()))) {
      List<BatchItem> shown = new ArrayList<>();
      try (IbEngine engine = volumes(options);
          Epoch windows = engine.windows(CASES, STRIDE)) {
        for (Batch batch : windows) {
          check(batch);
          batch.items().stream().filter(item -> !item.filler()).forEach(shown::add);
        }
      }
      List<Index3> corners = cornersOfBAndOfA1();
      assertEquals(corners, shown.subList(0, 37).stream().map(BatchItem::corner).toList());
      assertEquals("b", shown.get(0).caseName());
      assertTrue(shown.subList(1, 37).stream().allMatch(item -> item.caseName().equals("a_1")));
      assertTrue(shown.subList(37, shown.size()).stream().allMatch(i -> i.caseName().equals("c")));
      assertEquals(37 + 3 * 2 * 3, shown.size());
      assertTrue(shown.stream().allMatch(item -> item.stratum().equals(WindowPlan.STRATUM)));
    }
  }

  @Test
  default void neighboursOfOneCaseOverlapByAQuarterUnlessToldOtherwise() {
    try (IbEngine engine = volumes(options());
        Epoch windows = engine.windows("a_1")) {
      // strides of ⌊0.75 · (5, 5, 4)⌋ = (3, 3, 3): starts 0 3 6 8, 0 3 6, 0 3 5
      assertEquals(36, windows.plan().requests().stream().filter(r -> !r.filler()).count());
      assertEquals("windows of case a_1", windows.id().name());
    }
  }

  @Test
  default void anEpochOfWindowsGoesOnFromItsState() {
    try (IbEngine engine = volumes(options())) {
      List<Delivered> all = Delivered.rest(engine.windows(CASES, STRIDE));
      String state;
      try (Epoch windows = engine.windows(CASES, STRIDE)) {
        windows.next();
        windows.next();
        state = windows.state();
      }
      assertEquals(all.subList(6, all.size()), Delivered.rest(engine.resume(state)));
      try (IbEngine other = volumes(options().patchSize(4, 4, 4))) {
        assertThrows(IllegalArgumentException.class, () -> other.resume(state));
      }
    }
  }

  @Test
  default void windowsTakeTheMemoryOfTrainingEpochsAndLeaveThemAsTheyAre() {
    try (IbEngine engine = volumes(options().fold(0, 3))) {
      List<Delivered> first = Delivered.rest(engine.epoch(3, 0));
      List<Delivered> second = Delivered.rest(engine.epoch(3, 1)); // ahead is now epoch 2
      List<Delivered> windows = Delivered.rest(engine.windows(CASES, STRIDE));
      assertEquals(windows, Delivered.rest(engine.windows(CASES, STRIDE)));
      List<Delivered> third = Delivered.rest(engine.epoch(3, 2));
      try (IbEngine fresh = volumes(options().fold(0, 3))) {
        assertEquals(first, Delivered.rest(fresh.epoch(3, 0)));
        assertEquals(second, Delivered.rest(fresh.epoch(3, 1)));
        assertEquals(third, Delivered.rest(fresh.epoch(3, 2)));
      }
      try (Epoch training = engine.epoch(3, 0)) {
        assertThrows(IllegalStateException.class, () -> engine.windows("b"));
        training.next();
      }
      try (Epoch open = engine.windows("b");
          Epoch validation = engine.validation()) {
        assertThrows(IllegalStateException.class, () -> engine.epoch(3, 0));
        assertThrows(IllegalStateException.class, () -> engine.windows("c"));
        check(open.next());
        check(validation.next());
      }
    }
  }

  @Test
  default void ranksShareTheWindowsOfAStep() {
    List<Delivered> together = new ArrayList<>();
    try (IbEngine one = volumes(options().rank(0, 2).localRanks(2));
        IbEngine other = one.forRank(1)) {
      List<Delivered> mine = Delivered.rest(one.windows(CASES, STRIDE));
      List<Delivered> theirs = Delivered.rest(other.windows(CASES, STRIDE));
      for (int from = 0; from < mine.size(); from += 3) {
        together.addAll(mine.subList(from, from + 3));
        together.addAll(theirs.subList(from, from + 3));
      }
    }
    try (IbEngine alone = volumes(options().batchSize(6))) {
      assertEquals(Delivered.rest(alone.windows(CASES, STRIDE)), together);
    }
  }

  @Test
  default void whatCannotBeShownIsRefusedByName() {
    try (IbEngine engine = volumes(options())) {
      String message =
          assertThrows(IllegalArgumentException.class, () -> engine.windows("d")).getMessage();
      assertTrue(message.contains("case d"), message);
      for (List<String> wrong : List.of(List.<String>of(), List.of("b", "b"))) {
        assertThrows(IllegalArgumentException.class, () -> engine.windows(wrong, STRIDE));
      }
      assertFalse(Delivered.rest(engine.windows("b")).isEmpty(), "the engine works on");
    }
    try (IbEngine engine = patches(options())) {
      String message =
          assertThrows(IllegalArgumentException.class, () -> engine.windows("b")).getMessage();
      assertTrue(message.contains("--layout volumes"), message);
    }
  }
}
