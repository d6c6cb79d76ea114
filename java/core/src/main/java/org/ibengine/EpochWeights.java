package org.ibengine;

import org.ibengine.dataset.OpenedDataset;
import org.ibengine.text.Text;

/** Checks the names that weights are given by. */
final class EpochWeights {
  private EpochWeights() {}

  /**
   * @param name of a case, or {@code case#id}
   * @throws IllegalArgumentException if the dataset has neither
   */
  static void requireKnown(String name, OpenedDataset dataset) {
    if (dataset.cases().containsKey(name)) {
      return;
    }
    int at = name.lastIndexOf('#');
    OpenedDataset.Case of = at < 0 ? null : dataset.cases().get(name.substring(0, at));
    String id = name.substring(at + 1);
    boolean known =
        of != null
            && id.matches("[1-9]\\d{0,8}")
            && of.instances().containsKey(Integer.parseInt(id));
    if (!known) {
      throw new IllegalArgumentException(
          Text.format(
              "weights are given by case or case#id, but the dataset has neither a case nor an instance %s",
              name));
    }
  }
}
