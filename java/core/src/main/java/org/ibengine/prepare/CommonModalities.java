package org.ibengine.prepare;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import org.ibengine.input.Discovery;
import org.ibengine.input.InputCase;
import org.ibengine.text.NameList;
import org.ibengine.text.Text;

/**
 * The modalities that at least half of the cases have, and more than one case unless there is only
 * one. Any other is more likely a stray file than something that all the other cases lack: it must
 * not fail them. If no modality is that common, none is a stray.
 */
final class CommonModalities {
  private static final int MOST_WARNINGS = 5;

  private final SortedMap<String, List<InputCase>> owners = new TreeMap<>();
  private final List<String> names;
  private final int cases;

  private CommonModalities(Discovery found) {
    for (InputCase item : found.cases()) {
      for (String name : item.modalities().keySet()) {
        owners.computeIfAbsent(name, key -> new ArrayList<>()).add(item);
      }
    }
    cases = found.cases().size();
    List<String> owned = found.modalities().stream().filter(owners::containsKey).toList();
    List<String> common = owned.stream().filter(name -> isCommon(owners.get(name).size())).toList();
    names = common.isEmpty() ? owned : common;
  }

  private boolean isCommon(int having) {
    return 2 * having >= cases && (having > 1 || cases == 1);
  }

  static CommonModalities of(Discovery found) {
    return new CommonModalities(found);
  }

  /** In channel order. */
  List<String> names() {
    return names;
  }

  /** What a case can do that lacks these. */
  String remedy(List<String> missing) {
    Set<String> having = new TreeSet<>();
    missing.forEach(name -> owners.get(name).forEach(item -> having.add(item.name())));
    return Text.format(
        "%s it: add it here, or choose with --modalities",
        having.size() == 1
            ? "case " + having.iterator().next() + " alone has"
            : "other cases have");
  }

  /** One for each of the first strays, the last of which counts the others. */
  List<CaseWarning> warnings() {
    List<Map.Entry<String, List<InputCase>>> strays =
        owners.entrySet().stream().filter(entry -> !names.contains(entry.getKey())).toList();
    List<CaseWarning> warnings = new ArrayList<>();
    for (int i = 0; i < Math.min(strays.size(), MOST_WARNINGS); i++) {
      InputCase first = strays.get(i).getValue().get(0);
      int more = strays.size() - MOST_WARNINGS;
      boolean last = i == MOST_WARNINGS - 1 && more > 0;
      warnings.add(
          new CaseWarning(
              first.name(),
              CaseWarning.Kind.MODALITIES_LEFT_OUT,
              first.place()
                  + ": "
                  + left(strays.get(i).getKey(), strays.get(i).getValue())
                  + (last ? " (" + more + " more modalities are left out like this)" : "")));
    }
    return warnings;
  }

  private String left(String modality, List<InputCase> having) {
    String who =
        having.size() == 1
            ? Text.format("only this one of %d cases has modality %s", cases, modality)
            : Text.format(
                "only %d of %d cases have modality %s: %s",
                having.size(),
                cases,
                modality,
                NameList.of(having.stream().map(InputCase::name).toList()));
    return who + "; it is left out: --modalities takes it in, and fails the cases without it";
  }
}
