package org.ibengine;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import org.ibengine.plan.Folds;
import org.ibengine.plan.PatchPool;

/** What is trained on and what is held out; without a fold both are everything. */
record FoldSelection(PatchPool trainingPool, PatchPool validationPool) {
  static FoldSelection of(OpenedDataset dataset, EngineOptions options) {
    if (!options.folded()) {
      return new FoldSelection(dataset.pool(), dataset.pool());
    }
    Map<String, String> subjects =
        new HashMap<>(Folds.subjects(new ArrayList<>(dataset.cases().keySet())));
    for (String name : options.subjects().keySet()) {
      if (!subjects.containsKey(name)) {
        throw new IllegalArgumentException(
            "the subject mapping names case %s, which the dataset does not have".formatted(name));
      }
    }
    subjects.putAll(options.subjects());
    Set<String> heldOut =
        new HashSet<>(Folds.heldOut(subjects.values(), options.fold(), options.maxSplits()));
    return new FoldSelection(
        dataset.poolOf(name -> !heldOut.contains(subjects.get(name))),
        dataset.poolOf(name -> heldOut.contains(subjects.get(name))));
  }
}
