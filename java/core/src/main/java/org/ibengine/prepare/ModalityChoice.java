package org.ibengine.prepare;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * Which modalities a dataset has, and the cases that have them all.
 *
 * @param modalities in channel order: as asked for, or all that any case has, sorted
 * @param cases cut down to these modalities
 * @param failures cases that lack one
 */
record ModalityChoice(List<String> modalities, List<CaseFolder> cases, List<CaseFailure> failures) {

  /**
   * @param wanted empty for all
   */
  static ModalityChoice of(List<CaseFolder> found, List<String> wanted) {
    Set<String> names = new TreeSet<>();
    found.forEach(item -> names.addAll(item.modalities().keySet()));
    List<String> modalities = List.copyOf(wanted.isEmpty() ? names : new LinkedHashSet<>(wanted));
    List<CaseFolder> cases = new ArrayList<>();
    List<CaseFailure> failures = new ArrayList<>();
    for (CaseFolder item : found) {
      List<String> missing =
          modalities.stream().filter(name -> !item.modalities().containsKey(name)).toList();
      if (missing.isEmpty()) {
        cases.add(keepOnly(item, modalities));
      } else {
        failures.add(new CaseFailure(item.name(), missingMessage(item, missing, wanted)));
      }
    }
    return new ModalityChoice(modalities, List.copyOf(cases), List.copyOf(failures));
  }

  private static CaseFolder keepOnly(CaseFolder item, List<String> modalities) {
    SortedMap<String, Path> kept = new TreeMap<>(item.modalities());
    kept.keySet().retainAll(modalities);
    return new CaseFolder(item.name(), item.folder(), item.mask(), kept);
  }

  private static String missingMessage(CaseFolder item, List<String> missing, List<String> wanted) {
    return "%s: has no modality %s, has %s; %s"
        .formatted(
            item.folder(),
            String.join(", ", missing),
            String.join(", ", item.modalities().keySet()),
            wanted.isEmpty()
                ? "other cases have it: add it here, or choose with --modalities"
                : "add it, or choose others with --modalities");
  }
}
