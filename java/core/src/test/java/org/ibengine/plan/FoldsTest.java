package org.ibengine.plan;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.Test;

class FoldsTest {
  @Test
  void foldsAreDisjointCoverAllAndDifferInSizeByAtMostOne() {
    List<String> subjects = List.of("g", "f", "e", "d", "c", "b", "a");
    List<String> together = new ArrayList<>();
    for (int split = 0; split < 3; split++) {
      List<String> fold = Folds.heldOut(subjects, split, 3);
      assertEquals(split == 0 ? 2 : split == 1 ? 2 : 3, fold.size());
      together.addAll(fold);
    }
    Collections.sort(together);
    assertEquals(List.of("a", "b", "c", "d", "e", "f", "g"), together);
  }

  @Test
  void theOrderOfTheNamesDoesNotMatter() {
    assertEquals(
        Folds.heldOut(List.of("a", "b", "c", "d"), 1, 2),
        Folds.heldOut(List.of("d", "c", "b", "a"), 1, 2));
  }

  @Test
  void impossibleFoldsAreRefused() {
    List<String> three = List.of("a", "b", "c");
    assertEquals(
        "folds must be from 2 to the number of subjects (3), were 4; there are 3 subjects, guessed"
            + " from case names where neither the dataset nor --subjects says",
        assertThrows(IllegalArgumentException.class, () -> Folds.heldOut(three, 0, 4))
            .getMessage());
    assertEquals(
        "fold must be in [0, 3), was 3",
        assertThrows(IllegalArgumentException.class, () -> Folds.heldOut(three, 3, 3))
            .getMessage());
  }
}
