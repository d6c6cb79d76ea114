package org.ibengine.cli.text;

import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import org.ibengine.prepare.CaseWarning;
import org.ibengine.text.NameList;
import org.ibengine.text.Text;

/**
 * Warnings of a run for a person: the first few of each kind whole, the others as names and a
 * number.
 */
public final class WarningLines {
  private static final int SHOWN = 5;
  private static final int NAMED = 20;

  private WarningLines() {}

  /**
   * One line for each of the first five of a kind, then one for each kind that has more.
   *
   * @param remedy how to see those that are not shown, as the end of a sentence
   */
  public static List<String> of(List<CaseWarning> warnings, String remedy) {
    Map<CaseWarning.Kind, List<CaseWarning>> kinds = new EnumMap<>(CaseWarning.Kind.class);
    List<String> lines = new ArrayList<>();
    for (CaseWarning warning : warnings) {
      List<CaseWarning> alike = kinds.computeIfAbsent(warning.kind(), kind -> new ArrayList<>());
      alike.add(warning);
      if (alike.size() <= SHOWN) {
        lines.add("ib: warning: case " + warning.caseName() + ": " + warning.message());
      }
    }
    kinds.forEach(
        (kind, alike) -> {
          if (alike.size() > SHOWN) {
            lines.add(others(kind, alike.subList(SHOWN, alike.size())) + "; " + remedy);
          }
        });
    return lines;
  }

  private static String others(CaseWarning.Kind kind, List<CaseWarning> warnings) {
    List<String> names = warnings.stream().map(CaseWarning::caseName).distinct().toList();
    return Text.format(
        "ib: warning: %d more of %s, in %s %s",
        warnings.size(),
        kind.words(),
        names.size() == 1 ? "case" : "cases",
        NameList.of(names, NAMED));
  }
}
