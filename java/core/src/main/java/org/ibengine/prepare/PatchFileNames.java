package org.ibengine.prepare;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.UnaryOperator;
import org.ibengine.error.DatasetException;
import org.ibengine.index.DatasetOptions;
import org.ibengine.index.Layout;
import org.ibengine.input.InputCase;
import org.ibengine.store.PatchNames;
import org.ibengine.text.Text;

/** What cases and modalities of a run are called in the names of patch files. */
final class PatchFileNames {
  private PatchFileNames() {}

  /** Of one case; as they are where the layout has no patches. */
  static PatchNames of(String caseName, DatasetOptions options) {
    return options.layout() == Layout.PATCHES
        ? PatchNames.of(caseName, options.modalities())
        : PatchNames.asTheyAre(caseName);
  }

  /**
   * The names that differ, such as {@code modality T1_ce} to {@code T1-ce}.
   *
   * @throws DatasetException if two modalities, or two cases, would share file names
   */
  static SortedMap<String, String> changed(
      PrepareRequest request, List<InputCase> cases, DatasetOptions options) {
    SortedMap<String, String> changed = new TreeMap<>();
    if (options.layout() == Layout.PATCHES) {
      List<String> names = cases.stream().map(InputCase::name).toList();
      collect(request, "case", names, PatchNames::ofCase, changed);
      collect(request, "modality", options.modalities(), PatchNames::ofModality, changed);
    }
    return changed;
  }

  private static void collect(
      PrepareRequest request,
      String what,
      List<String> names,
      UnaryOperator<String> inFiles,
      SortedMap<String, String> changed) {
    Map<String, String> owners = new HashMap<>();
    for (String name : names) {
      String shown = inFiles.apply(name);
      String other = owners.putIfAbsent(shown, name);
      if (other != null) {
        throw new DatasetException(
            request.input().place(),
            Text.format(
                "names in files of patches must differ, %s %s and %s %s would both be %s there; rename"
                    + " one, or use --layout volumes",
                what, other, what, name, shown));
      }
      if (!shown.equals(name)) {
        changed.put(what + " " + name, shown);
      }
    }
  }
}
