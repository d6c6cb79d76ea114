package org.ibengine;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.ibengine.conformance.TinyCase;
import org.ibengine.conformance.TinyDataset;
import org.ibengine.dataset.CaseRoles;
import org.ibengine.dataset.Split;
import org.ibengine.error.DatasetMismatchException;
import org.ibengine.index.Layout;
import org.ibengine.volume.Size3;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SplitEngineTest {
  @TempDir static Path folder;
  private static Path dataset;

  @BeforeAll
  static void prepare() {
    TinyCase[] cases = new TinyCase[5];
    String[] names = {"p1_a", "p1_b", "p2", "p3", "p4"};
    for (int i = 0; i < cases.length; i++) {
      cases[i] = new TinyCase(names[i], new Size3(9, 7, 8)).lesion(1, i, 2, 3, i + 2, 4, 4);
    }
    dataset = new TinyDataset(cases).prepare(folder, Layout.VOLUMES);
  }

  private static EngineOptions options() {
    return EngineOptions.defaults().backend("reference").batchSize(1);
  }

  private static EngineOptions split(Set<String> train, Set<String> validation, Set<String> test) {
    return options().split(new Split(train, validation, test));
  }

  private static Set<String> shown(Epoch opened) {
    Set<String> names = new TreeSet<>();
    try (Epoch epoch = opened) {
      for (Batch batch : epoch) {
        batch.items().forEach(item -> names.add(item.caseName()));
      }
    }
    return names;
  }

  @Test
  void eachListShowsItsCasesAloneAndTestAndUnnamedCasesAreNeverShown() {
    EngineOptions options = split(Set.of("p1_a", "p1_b"), Set.of("p2"), Set.of("p3"));
    try (IbEngine engine = IbEngine.open(dataset, options)) {
      assertEquals(Set.of("p1_a", "p1_b"), shown(engine.epoch(1)));
      assertEquals(Set.of("p2"), shown(engine.validation()));
      CaseRoles roles = engine.roles();
      assertEquals(List.of("p1_a", "p1_b"), roles.train());
      assertEquals(List.of("p2"), roles.validation());
      assertEquals(List.of("p3"), roles.test());
      assertEquals(List.of("p4"), roles.unused());
      assertEquals(4, roles.subjectCount());
      assertEquals(Set.of(), roles.sharedSubjects());
    }
  }

  @Test
  void theValidationOfAllNeverShowsATestCase() {
    EngineOptions options = split(Set.of("p1_a"), Set.of("p2"), Set.of("p3")).validationOfAll(true);
    try (IbEngine engine = IbEngine.open(dataset, options)) {
      assertEquals(Set.of("p1_a", "p1_b", "p2", "p4"), shown(engine.validation()));
    }
  }

  @Test
  void casesThatTheDatasetDoesNotHaveAreRefusedByNameInEveryList() {
    for (EngineOptions options :
        List.of(
            split(Set.of("p1_a", "p9"), Set.of("p2"), Set.of()),
            split(Set.of("p1_a"), Set.of("p9"), Set.of()),
            split(Set.of("p1_a"), Set.of("p2"), Set.of("p9")))) {
      String message =
          assertThrows(
                  DatasetMismatchException.class, () -> IbEngine.open(dataset, options).close())
              .getMessage();
      assertTrue(message.contains("case p9, which the dataset does not have"), message);
    }
  }

  @Test
  void aSubjectInTwoListsIsToldWhereGuessedAndRefusedWhereGiven() {
    EngineOptions options = split(Set.of("p1_a", "p3"), Set.of("p1_b"), Set.of("p4"));
    try (IbEngine engine = IbEngine.open(dataset, options)) {
      assertEquals(Set.of("p1"), engine.roles().sharedSubjects());
    }
    try (IbEngine engine =
        IbEngine.open(dataset, options.subjects(Map.of("p1_a", "x", "p1_b", "y")))) {
      assertEquals(Set.of(), engine.roles().sharedSubjects());
    }
    EngineOptions contradicting = options.subjects(Map.of("p3", "z", "p4", "z"));
    String message =
        assertThrows(
                DatasetMismatchException.class, () -> IbEngine.open(dataset, contradicting).close())
            .getMessage();
    assertTrue(message.contains("[z]"), message);
  }

  @Test
  void anEpochIsNotResumedUnderAnotherSplit() {
    String token;
    EngineOptions options = split(Set.of("p2", "p3"), Set.of("p4"), Set.of());
    try (IbEngine engine = IbEngine.open(dataset, options);
        Epoch epoch = engine.epoch(1)) {
      epoch.next();
      token = epoch.state();
    }
    try (IbEngine engine = IbEngine.open(dataset, options);
        Epoch epoch = engine.resume(token)) {
      assertEquals(1, epoch.next().step());
    }
    for (EngineOptions other :
        List.of(
            options(),
            split(Set.of("p2"), Set.of("p4"), Set.of()),
            split(Set.of("p2", "p3"), Set.of("p1_a"), Set.of()),
            split(Set.of("p2", "p3"), Set.of("p4"), Set.of("p1_a")))) {
      try (IbEngine engine = IbEngine.open(dataset, other)) {
        assertThrows(IllegalArgumentException.class, () -> engine.resume(token));
      }
    }
  }

  @Test
  void otherRanksHaveTheSameRoles() {
    EngineOptions options = split(Set.of("p2", "p3"), Set.of("p4"), Set.of());
    try (IbEngine engine = IbEngine.open(dataset, options.rank(0, 2).localRanks(2))) {
      assertEquals(engine.roles(), engine.forRank(1).roles());
    }
  }

  @Test
  void visitsOfOnePersonAreInOneFold() {
    for (int fold = 0; fold < 4; fold++) {
      try (IbEngine engine = IbEngine.open(dataset, options().fold(fold, 4))) {
        List<String> heldOut = engine.roles().validation();
        assertEquals(heldOut.contains("p1_a"), heldOut.contains("p1_b"));
        assertEquals(4, engine.roles().subjectCount());
        assertEquals(Set.copyOf(heldOut), shown(engine.validation()));
      }
    }
  }
}
