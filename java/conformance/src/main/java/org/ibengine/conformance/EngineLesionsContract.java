package org.ibengine.conformance;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.ibengine.Batch;
import org.ibengine.BatchItem;
import org.ibengine.EngineOptions;
import org.ibengine.Epoch;
import org.ibengine.IbEngine;
import org.ibengine.Ledger;
import org.ibengine.backend.WeightKind;
import org.ibengine.index.Layout;
import org.ibengine.label.LesionClass;
import org.ibengine.label.LesionRule;
import org.ibengine.plan.Balance;
import org.ibengine.tensor.Tensor;
import org.ibengine.volume.Size3;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What is delivered of datasets that were prepared by a rule for lesions. */
public interface EngineLesionsContract extends EngineSource {
  Size3 SIZE = new Size3(13, 11, 9);

  /** Voxels of 1 by 2 by 3 mm: two classes that touch, fragments 4 mm apart, a small lesion. */
  TinyCase CLASSES =
      new TinyCase("q", SIZE)
          .lesion(2, 0, 0, 0, 3, 2, 2)
          .lesion(1, 3, 0, 0, 5, 2, 2)
          .lesion(4, 5, 0, 0, 6, 1, 1)
          .lesion(2, 0, 4, 0, 1, 5, 1)
          .lesion(1, 8, 5, 4, 10, 6, 5)
          .lesion(1, 8, 7, 4, 10, 8, 5)
          .lesion(9, 11, 9, 7, 13, 11, 9)
          .lesion(5, 0, 10, 0, 13, 11, 1);

  /** The ids of its instances; oedema, core, core. */
  TinyCase CLASS_IDS =
      new TinyCase("q", SIZE)
          .lesion(1, 0, 0, 0, 3, 2, 2)
          .lesion(2, 3, 0, 0, 5, 2, 2)
          .lesion(2, 5, 0, 0, 6, 1, 1)
          .lesion(3, 8, 5, 4, 10, 6, 5)
          .lesion(3, 8, 7, 4, 10, 8, 5);

  LesionRule CLASS_RULE =
      new LesionRule(
          LesionRule.Kind.CLASSES,
          List.of(),
          List.of(new LesionClass("core", List.of(1L, 4L)), new LesionClass("oedema", List.of(2L))),
          OptionalLong.of(9),
          10,
          4.5);

  /** Values that number instances: one in two places, one that touches it. */
  TinyCase NUMBERED =
      new TinyCase("q", SIZE)
          .lesion(300, 1, 1, 1, 3, 2, 2)
          .lesion(300, 9, 8, 6, 11, 10, 7)
          .lesion(7, 3, 1, 1, 4, 3, 2)
          .lesion(512, 0, 8, 6, 2, 9, 7);

  TinyCase NUMBERED_IDS =
      new TinyCase("q", SIZE)
          .lesion(2, 1, 1, 1, 3, 2, 2)
          .lesion(2, 9, 8, 6, 11, 10, 7)
          .lesion(3, 3, 1, 1, 4, 3, 2)
          .lesion(1, 0, 8, 6, 2, 9, 7);

  LesionRule NUMBER_RULE =
      new LesionRule(LesionRule.Kind.INSTANCES, List.of(), List.of(), OptionalLong.empty(), 0, 0);

  private static Path prepared(Path folder, TinyCase item, LesionRule rule, Layout layout) {
    return new TinyDataset(item).by(rule).prepare(folder, layout);
  }

  private static int[] integers(Tensor tensor, int item) {
    int voxels = (int) (tensor.elements() / tensor.shape()[0]);
    int[] values = new int[voxels];
    Delivered.bytes(tensor, item * voxels * 4L, voxels * 4).asIntBuffer().get(values);
    return values;
  }

  /** Ids of every patch are those of the case; weights are those of whole instances. */
  private static void check(Batch batch, TinyCase ids) {
    Map<Integer, Integer> voxels = new TreeMap<>();
    for (float id : ids.labels()) {
      voxels.merge((int) id, 1, Integer::sum);
    }
    for (int i = 0; i < batch.items().size(); i++) {
      BatchItem item = batch.items().get(i);
      int[] expected = ids.labelPatch(item.corner(), TinyDataset.PATCH, item.variation());
      assertArrayEquals(expected, integers(batch.instances(), i), item.toString());
      float[] weights = new float[expected.length];
      for (int v = 0; v < weights.length; v++) {
        double whole = voxels.get(expected[v]);
        weights[v] = expected[v] == 0 ? 1 : (float) Math.max(1, expected.length / (2.0 * whole));
      }
      assertArrayEquals(weights, Delivered.channel(batch.weights(), i, 0), item.toString());
      if (item.positive()) {
        int id = item.instance().id();
        assertTrue(Arrays.stream(expected).anyMatch(here -> here == id), item.toString());
        assertEquals((long) voxels.get(id), item.instance().voxels());
      }
    }
  }

  private static void checkEpochs(Path dataset, EngineOptions options, TinyCase ids) {
    try (IbEngine engine =
        IbEngine.open(dataset, options.weights(WeightKind.INSTANCE_INVERSE).instanceMaps(true))) {
      for (int number = 0; number < 2; number++) {
        try (Epoch epoch = engine.epoch(11, number)) {
          epoch.forEach(batch -> check(batch, ids));
        }
      }
    }
  }

  @Test
  default void touchingClassesAndMergedFragmentsAreTheInstancesOfTheRule(@TempDir Path folder) {
    Path dataset = prepared(folder, CLASSES, CLASS_RULE, Layout.VOLUMES);
    EngineOptions wild = options().augmentation(EngineContentContract.WILD);
    checkEpochs(dataset, wild, CLASS_IDS);
  }

  @Test
  default void valuesAbove255NumberInstancesInSeveralPlaces(@TempDir Path folder) {
    Path dataset = prepared(folder, NUMBERED, NUMBER_RULE, Layout.VOLUMES);
    EngineOptions wild = options().augmentation(EngineContentContract.WILD);
    checkEpochs(dataset, wild, NUMBERED_IDS);
  }

  @ParameterizedTest
  @EnumSource(Layout.class)
  default void itemsNameTheClassAndBackgroundHoldsNothingOfALesion(
      Layout layout, @TempDir Path folder) {
    Path dataset = prepared(folder, CLASSES, CLASS_RULE, layout);
    List<Size3> sizes = new ArrayList<>(List.of(TinyDataset.PATCH));
    if (layout == Layout.VOLUMES) {
      sizes.add(new Size3(4, 4, 3)); // windows of another size are found anew
    }
    for (Size3 size : sizes) {
      Map<Integer, String> classes = new TreeMap<>();
      int background = 0;
      try (IbEngine engine =
              IbEngine.open(
                  dataset,
                  options().patchSize(size.x(), size.y(), size.z()).negativesPerPositive(9));
          Epoch epoch = engine.epoch(3)) {
        for (Batch batch : epoch) {
          for (BatchItem item : batch.items()) {
            if (item.positive()) {
              classes.put(item.instance().id(), item.lesionClass());
            } else {
              background++;
              assertEquals("", item.lesionClass());
              Set<Integer> labels = new TreeSet<>();
              Arrays.stream(CLASSES.labelPatch(item.corner(), size, item.variation()))
                  .forEach(labels::add);
              labels.removeAll(Set.of(0, 5));
              assertEquals(Set.of(), labels, item.toString());
            }
          }
        }
      }
      assertEquals(Map.of(1, "oedema", 2, "core", 3, "core"), classes);
      assertTrue(background > 9, background + " background patches");
    }
  }

  @Test
  default void aBalanceByClassShowsClassesEquallyOftenAndTheLedgerCountsThem(@TempDir Path folder) {
    Path dataset = prepared(folder, CLASSES, CLASS_RULE, Layout.VOLUMES);
    EngineOptions options =
        options().balance(Balance.Kind.CLASS, 1).repeats(8).negativesPerPositive(0);
    try (IbEngine engine = IbEngine.open(dataset, options);
        Epoch epoch = engine.epoch(3)) {
      Map<String, Integer> shown = new TreeMap<>();
      for (Batch batch : epoch) {
        batch.items().stream()
            .filter(item -> !item.filler())
            .forEach(item -> shown.merge(item.lesionClass(), 1, Integer::sum));
      }
      assertEquals(Map.of("core", 12, "oedema", 12), shown);
      Ledger ledger = epoch.ledger();
      assertEquals(
          Map.of("core", new Ledger.Count(12, 12), "oedema", new Ledger.Count(12, 12)),
          ledger.classes());
      assertEquals(
          List.of("oedema", "core", "core"),
          ledger.instances().stream().map(Ledger.Row::lesionClass).toList());
      assertTrue(ledger.toJson().contains("\"class\" : \"oedema\""), ledger.toJson());
    }
  }

  @Test
  default void withoutClassesTheLedgerHasNone() {
    try (IbEngine engine = volumes(options());
        Epoch epoch = engine.epoch(3)) {
      assertEquals(Map.of(), epoch.ledger().classes());
      assertFalse(epoch.ledger().toJson().contains("\"class\""));
    }
  }
}
