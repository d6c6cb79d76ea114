package org.ibengine.centre;

import java.util.LinkedHashMap;
import java.util.Map;
import org.ibengine.text.Text;

/**
 * How many centres are left after each rule, applied one after the other.
 *
 * @param inside the window lies in the volume
 * @param centre far enough from the centres of findings
 * @param surface far enough from their surfaces
 * @param box no finding reaches into the window or comes near to it
 * @param lung surrounded by lung
 */
public record RuleCounts(long inside, long centre, long surface, long box, long lung) {
  /** By the names of the rules, in their order. */
  public Map<String, Long> byRule() {
    Map<String, Long> counts = new LinkedHashMap<>();
    counts.put("inside", inside);
    counts.put("centre", centre);
    counts.put("surface", surface);
    counts.put("box", box);
    counts.put("lung", lung);
    return counts;
  }

  /**
   * Says which rule leaves none, as in {@code 5,225 centres inside, box leaves 0}; of the rules
   * between, what each leaves.
   */
  public String text() {
    StringBuilder text = new StringBuilder(Text.format("%,d centres inside", inside));
    StringBuilder between = new StringBuilder();
    for (Map.Entry<String, Long> rule : byRule().entrySet()) {
      if (rule.getKey().equals("inside")) {
        continue;
      }
      if (rule.getValue() == 0 && inside > 0) {
        return text.append(Text.format(", %s leaves 0", rule.getKey())).append(between).toString();
      }
      between.append(
          Text.format(
              between.length() == 0 ? "; before it, %s leaves %,d" : ", %s %,d",
              rule.getKey(),
              rule.getValue()));
    }
    return inside == 0 ? text.toString() : text.append(Text.format(", %,d legal", lung)).toString();
  }
}
