package org.ibengine;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.IntToLongFunction;
import org.ibengine.backend.WeightKind;
import org.ibengine.error.OwnPartException;
import org.ibengine.pipeline.GatheredPatch;
import org.ibengine.pipeline.PatchTransform;
import org.ibengine.plan.EpochId;
import org.ibengine.plan.PatchSeeds;
import org.ibengine.tensor.BatchPart;
import org.ibengine.tensor.ElementType;
import org.ibengine.tensor.Tensor;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PatchTransformTest {
  private static final EngineOptions OPTIONS =
      EngineOptions.defaults().backend("reference").threads(2).batchSize(3);

  private static IbEngine open(EngineOptions options) {
    return IbEngine.open(FormatOneTest.FROZEN.resolve("volumes"), options);
  }

  private static byte[] bytes(Tensor tensor) {
    ByteBuffer copy = ByteBuffer.allocate(Math.toIntExact(tensor.sizeBytes()));
    tensor.copyTo(0, copy);
    return copy.array();
  }

  /** Images of an epoch, patch by patch, in its order. */
  private static List<String> images(Epoch opened) {
    List<String> images = new ArrayList<>();
    try (Epoch epoch = opened) {
      for (Batch batch : epoch) {
        byte[] all = bytes(batch.image());
        int each = all.length / batch.items().size();
        for (int item = 0; item < batch.items().size(); item++) {
          images.add(HexFormat.of().formatHex(all, item * each, (item + 1) * each));
        }
      }
    }
    return images;
  }

  private static List<String> images(EngineOptions options) {
    try (IbEngine engine = open(options)) {
      return images(engine.epoch(7, 2));
    }
  }

  /** Noise of its own for each patch. */
  private static void addNoise(GatheredPatch patch) {
    Random random = new Random(patch.seed());
    for (int channel = 0; channel < patch.channels(BatchPart.IMAGE); channel++) {
      ByteBuffer voxels = patch.voxels(BatchPart.IMAGE, channel);
      for (int at = 0; at < voxels.limit(); at += Float.BYTES) {
        voxels.putFloat(at, voxels.getFloat(at) + (float) random.nextGaussian());
      }
    }
  }

  @Test
  void everyPatchIsChangedOnceInPlace() {
    Map<Long, AtomicInteger> seen = new ConcurrentHashMap<>(); // by seed: of the epoch ahead too
    PatchTransform counting =
        patch -> {
          seen.computeIfAbsent(patch.seed(), seed -> new AtomicInteger()).incrementAndGet();
          ByteBuffer label = patch.voxels(BatchPart.LABEL, 0);
          assertEquals(ByteOrder.LITTLE_ENDIAN, label.order());
          assertEquals(patch.size().voxels(), label.remaining());
          label.put(0, (byte) (100 + patch.request().ordinal()));
        };
    try (IbEngine engine = open(OPTIONS.patchTransform(counting));
        Epoch epoch = engine.epoch(7)) {
      int ordinal = 0;
      for (Batch batch : epoch) {
        byte[] labels = bytes(batch.label());
        int each = labels.length / batch.items().size();
        for (int item = 0; item < batch.items().size(); item++) {
          assertEquals((byte) (100 + ordinal++), labels[item * each]);
        }
      }
      assertEquals(epoch.plan().requests().size(), ordinal);
      IntToLongFunction seeds = PatchSeeds.of(epoch.id());
      for (int i = 0; i < ordinal; i++) {
        assertTrue(seen.containsKey(seeds.applyAsLong(i)), "patch " + i);
      }
    }
    seen.forEach((seed, times) -> assertEquals(1, times.get(), "patch of seed " + seed));
  }

  @Test
  void noiseIsTheSameForAnyNumberOfThreadsAndRanks() {
    EngineOptions noisy = OPTIONS.patchTransform(PatchTransformTest::addNoise);
    List<String> once = images(noisy);
    assertNotEquals(images(OPTIONS), once);
    assertEquals(once, images(noisy.threads(1)));
    assertEquals(once, images(noisy.threads(8).prefetch(8)));
    EngineOptions ranks = noisy.batchSize(1);
    List<List<String>> byRank = new ArrayList<>();
    for (int rank = 0; rank < 3; rank++) {
      byRank.add(images(ranks.rank(rank, 3)));
    }
    List<String> together = new ArrayList<>();
    for (int step = 0; step < byRank.get(0).size(); step++) {
      for (List<String> ofRank : byRank) {
        together.add(ofRank.get(step));
      }
    }
    assertEquals(once, together);
  }

  @Test
  void aResumedEpochGoesOnWithTheSameNoise() {
    EngineOptions noisy = OPTIONS.patchTransform(PatchTransformTest::addNoise);
    List<String> whole = images(noisy);
    try (IbEngine engine = open(noisy)) {
      String state;
      try (Epoch epoch = engine.epoch(7, 2)) {
        epoch.next();
        state = epoch.state();
      }
      assertEquals(whole.subList(3, whole.size()), images(engine.resume(state)));
    }
  }

  @Test
  void aPatchHasTheSeedOfItsOrdinalInTheEpoch() {
    Map<Integer, Set<Long>> seen = new ConcurrentHashMap<>();
    PatchTransform noting =
        patch ->
            seen.computeIfAbsent(
                    patch.request().ordinal(), ordinal -> ConcurrentHashMap.newKeySet())
                .add(patch.seed()); // of the epoch ahead too
    IntToLongFunction seeds = PatchSeeds.of(new EpochId.Training(7, 2));
    assertFalse(images(OPTIONS.patchTransform(noting)).isEmpty());
    assertTrue(seen.size() > 10);
    seen.forEach(
        (ordinal, known) -> assertTrue(known.contains(seeds.applyAsLong(ordinal)), "" + ordinal));
  }

  @Test
  void validationIsLeftAsItIs() {
    EngineOptions held = OPTIONS.fold(0, 2);
    List<String> plain;
    try (IbEngine engine = open(held)) {
      plain = images(engine.validation());
    }
    PatchTransform failing =
        patch -> {
          throw new AssertionError("of validation");
        };
    try (IbEngine engine = open(held.patchTransform(failing))) {
      assertEquals(plain, images(engine.validation()));
    }
  }

  @Test
  void aTransformThatFailsEndsTheEpochByTheNameOfTheCaseNotTheEngine() {
    AtomicInteger failures = new AtomicInteger(1);
    PatchTransform failing =
        patch -> {
          if (patch.request().ordinal() == 4 && failures.getAndDecrement() > 0) {
            throw new IllegalStateException("bug");
          }
        };
    try (IbEngine engine = open(OPTIONS.patchTransform(failing))) {
      String message;
      try (Epoch epoch = engine.epoch(7)) {
        String named = epoch.plan().requests().get(4).caseName();
        epoch.next();
        message = assertThrows(OwnPartException.class, epoch::next).getMessage();
        assertTrue(message.startsWith("case " + named + ", patch 4 of the epoch: "), message);
        assertTrue(message.endsWith("bug"), message);
      }
      assertFalse(images(engine.epoch(7)).isEmpty());
    }
  }

  @Test
  void aPatchTellsWhatItHasAndOnlyWhileItIsChanged() {
    AtomicReference<GatheredPatch> kept = new AtomicReference<>();
    PatchTransform asking =
        patch -> {
          assertEquals(2, patch.channels(BatchPart.IMAGE));
          assertEquals(ElementType.FLOAT16, patch.type(BatchPart.IMAGE));
          assertEquals(ElementType.FLOAT32, patch.type(BatchPart.WEIGHTS));
          assertTrue(patch.parts().contains(BatchPart.WEIGHTS));
          assertThrows(
              IllegalArgumentException.class, () -> patch.voxels(BatchPart.COORDINATES, 0));
          assertThrows(IllegalArgumentException.class, () -> patch.voxels(BatchPart.IMAGE, 2));
          assertEquals(patch.size().voxels() * 2, patch.voxels(BatchPart.IMAGE, 1).remaining());
          kept.set(patch);
        };
    EngineOptions options =
        OPTIONS.type(ElementType.FLOAT16).weights(WeightKind.PATCH_INVERSE).patchTransform(asking);
    assertFalse(images(options).isEmpty());
    assertThrows(IllegalStateException.class, () -> kept.get().voxels(BatchPart.IMAGE, 0));
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void optionsTellWhetherThereIsOne(boolean given) {
    PatchTransform transform = patch -> {};
    EngineOptions options = given ? OPTIONS.patchTransform(transform) : OPTIONS;
    assertEquals(given, options.patchTransform().isPresent());
    assertEquals(given, options.repeats(2).batchSize(4).threads(1).patchTransform().isPresent());
    assertEquals(OPTIONS, EngineOptions.fromJson(options.toJson()));
    assertThrows(NullPointerException.class, () -> OPTIONS.patchTransform((PatchTransform) null));
  }
}
