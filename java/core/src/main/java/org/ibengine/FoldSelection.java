package org.ibengine;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import org.ibengine.plan.Folds;
import org.ibengine.plan.PatchPool;

/**
 * What is trained on and what is validated on.
 *
 * @param validationPool null where there is no validation: nothing is held out, and that of all
 *     cases was not asked for
 */
record FoldSelection(PatchPool trainingPool, PatchPool validationPool) {
  static FoldSelection of(OpenedDataset dataset, EngineOptions options) {
    FoldSelection held = heldOut(dataset, options);
    return options.validationOfAll()
        ? new FoldSelection(held.trainingPool(), dataset.pool())
        : held;
  }

  private static FoldSelection heldOut(OpenedDataset dataset, EngineOptions options) {
    FoldChoice folds = options.folds();
    if (!folds.holdsOut()) {
      return new FoldSelection(dataset.pool(), null);
    }
    Map<String, String> subjects =
        new HashMap<>(Folds.subjects(new ArrayList<>(dataset.cases().keySet())));
    for (String name : folds.subjects().keySet()) {
      if (!subjects.containsKey(name)) {
        throw new IllegalArgumentException(
            "the subject mapping names case %s, which the dataset does not have".formatted(name));
      }
    }
    subjects.putAll(folds.subjects());
    Set<String> heldOut =
        new HashSet<>(Folds.heldOut(subjects.values(), folds.split(), folds.maxSplits()));
    return new FoldSelection(
        dataset.poolOf(name -> !heldOut.contains(subjects.get(name))),
        dataset.poolOf(name -> heldOut.contains(subjects.get(name))));
  }
}
