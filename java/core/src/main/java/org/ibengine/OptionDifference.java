package org.ibengine;

import java.util.List;

/**
 * A choice in which what somebody wants is not what an engine was opened with.
 *
 * @param option its name on the command line, such as {@code --ratio}, or its place in the JSON of
 *     options if it has none
 * @param wanted its value as JSON; long ones are cut
 * @param open likewise, of the engine
 */
public record OptionDifference(String option, String wanted, String open) {
  /**
   * Every choice that changes which patches come in which order, what a batch holds or where it
   * lies, sorted by name. Ranks are left out, and so are threads, memory and batches ahead. What is
   * left out and what is spelled out are the same: {@code auto} is any backend, no patch size the
   * prepared one, no modalities all of the dataset's. A list of false alarms is the same if it says
   * now what the engine's said when it was opened.
   *
   * @throws org.ibengine.error.DatasetException if such a list cannot be read
   */
  public static List<OptionDifference> between(EngineOptions wanted, IbEngine engine) {
    return new OptionComparison(engine).with(wanted);
  }
}
