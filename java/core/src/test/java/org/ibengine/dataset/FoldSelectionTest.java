package org.ibengine.dataset;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.ibengine.error.DatasetMismatchException;
import org.ibengine.label.Instance;
import org.ibengine.plan.NegativeSite;
import org.ibengine.plan.PatchPool;
import org.ibengine.plan.PositiveSite;
import org.ibengine.volume.Affine;
import org.ibengine.volume.Box;
import org.ibengine.volume.Geometry;
import org.ibengine.volume.Index3;
import org.ibengine.volume.Size3;
import org.junit.jupiter.api.Test;

class FoldSelectionTest {
  private static final Size3 SIZE = new Size3(3, 5, 7);

  /** {@code p1_a} and {@code p1_b} are visits of one subject, by their names. */
  private static final List<String> CASES = List.of("p1_a", "p1_b", "p2_a", "p3_a");

  /** A lesion and a background window in each case. */
  private static final OpenedDataset DATASET = dataset();

  private static OpenedDataset dataset() {
    Map<String, OpenedDataset.Case> cases = new LinkedHashMap<>();
    List<PositiveSite> positives = new ArrayList<>();
    List<NegativeSite> negatives = new ArrayList<>();
    Geometry grid = new Geometry(SIZE, new Geometry.Spacing(1, 1, 1), Affine.scaling(1, 1, 1));
    Box box = new Box(new Index3(1, 1, 1), new Index3(2, 3, 4));
    Instance lesion =
        new Instance(1, 6, box, new Instance.Centroid(1, 1.5, 2), List.of(box.begin()));
    for (String name : CASES) {
      int source = cases.size();
      cases.put(name, new OpenedDataset.Case(name, grid, Map.of(1, lesion)));
      positives.add(new PositiveSite(source, name, SIZE, lesion, box));
      negatives.add(new NegativeSite(source, name, SIZE, Index3.ZERO));
    }
    return new OpenedDataset(
        List.of("T1"),
        SIZE,
        cases,
        List.of(),
        List.of(),
        VoxelSpace.VOLUME,
        new PatchPool(positives, negatives));
  }

  /** Of both kinds of sites, which must agree. */
  private static Set<String> casesOf(PatchPool pool) {
    Set<String> positive =
        pool.positives().stream().map(PositiveSite::caseName).collect(Collectors.toSet());
    Set<String> negative =
        pool.negatives().stream().map(NegativeSite::caseName).collect(Collectors.toSet());
    assertEquals(positive, negative);
    return positive;
  }

  private static FoldSelection select(FoldChoice choice) {
    return FoldSelection.of(DATASET, choice);
  }

  private static String refusal(FoldChoice choice) {
    return assertThrows(DatasetMismatchException.class, () -> select(choice)).getMessage();
  }

  private static Split split(Set<String> train, Set<String> validation, Set<String> test) {
    return new Split(train, validation, test);
  }

  @Test
  void withoutAChoiceAllIsTrainedOnAndNothingValidated() {
    FoldSelection all = select(FoldChoice.NONE);
    assertSame(DATASET.pool(), all.trainingPool());
    assertNull(all.validationPool());
    assertEquals(CASES, all.roles().train());
    assertEquals(3, all.roles().subjectCount());
  }

  @Test
  void everySubjectIsHeldOutByOneFoldWithAllItsCases() {
    List<String> heldOut = new ArrayList<>();
    for (int fold = 0; fold < 3; fold++) {
      FoldSelection selected = select(FoldChoice.NONE.fold(fold, 3));
      Set<String> validation = casesOf(selected.validationPool());
      assertEquals(Set.copyOf(selected.roles().validation()), validation);
      assertEquals(validation.contains("p1_a"), validation.contains("p1_b"));
      Set<String> training = casesOf(selected.trainingPool());
      assertEquals(CASES.size(), training.size() + validation.size());
      heldOut.addAll(validation);
    }
    assertEquals(CASES, heldOut.stream().sorted().toList());
  }

  @Test
  void subjectsThatAreGivenReplaceThoseOfTheNames() {
    FoldChoice apart = FoldChoice.NONE.subjects(Map.of("p1_b", "other"));
    assertEquals(4, select(apart).roles().subjectCount());
    FoldChoice joined = FoldChoice.NONE.subjects(Map.of("p2_a", "p3", "p3_a", "p3"));
    assertEquals(2, select(joined).roles().subjectCount());
  }

  @Test
  void aSplitSaysWhatIsTrainedOnAndWhatIsValidated() {
    FoldSelection selected =
        select(FoldChoice.NONE.split(split(Set.of("p2_a"), Set.of("p1_a"), Set.of("p1_b"))));
    assertEquals(Set.of("p2_a"), casesOf(selected.trainingPool()));
    assertEquals(Set.of("p1_a"), casesOf(selected.validationPool()));
    assertEquals(List.of("p1_b"), selected.roles().test());
    assertEquals(List.of("p3_a"), selected.roles().unused());
    assertEquals(Set.of("p1"), selected.roles().sharedSubjects());
  }

  @Test
  void aSplitWithoutAListForValidationHasNone() {
    FoldChoice choice = FoldChoice.NONE.split(split(Set.of("p2_a"), Set.of(), Set.of()));
    assertNull(select(choice).validationPool());
  }

  @Test
  void theValidationOfAllShowsEverythingButTheCasesForTesting() {
    assertSame(
        DATASET.pool(), select(FoldChoice.NONE.validationOfAll(true).fold(0, 3)).validationPool());
    FoldChoice tested =
        FoldChoice.NONE
            .split(split(Set.of("p2_a"), Set.of(), Set.of("p3_a")))
            .validationOfAll(true);
    assertEquals(Set.of("p1_a", "p1_b", "p2_a"), casesOf(select(tested).validationPool()));
  }

  @Test
  void casesThatTheDatasetLacksAreNamedWithTheirList() {
    assertEquals(
        "list test of the split names case p8, which the dataset does not have (2 such cases); remove it, or prepare it",
        refusal(FoldChoice.NONE.split(split(Set.of(), Set.of(), Set.of("p8", "p9")))));
    assertEquals(
        "the subject mapping names case p9, which the dataset does not have; remove it, or prepare it",
        refusal(FoldChoice.NONE.subjects(Map.of("p9", "p"))));
  }

  @Test
  void subjectsThatWereGivenMayNotBeInTwoLists() {
    Split lists = split(Set.of("p2_a"), Set.of("p3_a"), Set.of());
    String refusal =
        refusal(FoldChoice.NONE.split(lists).subjects(Map.of("p2_a", "x", "p3_a", "x")));
    assertTrue(refusal.contains("[x]"), refusal);
  }
}
