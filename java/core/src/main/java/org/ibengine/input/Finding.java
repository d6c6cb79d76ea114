package org.ibengine.input;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import org.ibengine.error.DatasetException;
import org.ibengine.io.ImageInput;
import org.ibengine.text.NameList;
import org.ibengine.text.Text;

/** Collects what a layout finds; checks names, and that they differ. Not thread-safe. */
final class Finding {
  private final SortedMap<String, InputCase> cases = new TreeMap<>();
  private final SortedMap<String, IncompleteCase> incomplete = new TreeMap<>();
  private final SortedMap<String, Path> places = new TreeMap<>();
  private final Set<String> modalities = new LinkedHashSet<>();
  private final List<InputWarning> warnings = new ArrayList<>();
  private final List<String> notes = new ArrayList<>();
  private InputLabels labels; // null until a layout says something

  /**
   * Takes the name of a case.
   *
   * @param place where it was found
   * @throws DatasetException if another case has it
   */
  void claim(String name, Path place) {
    Path other = places.putIfAbsent(name, place);
    if (other != null) {
      throw new DatasetException(
          place,
          Text.format(
              "case names must differ, %s has the same%s; rename one of them",
              other, place.endsWith(name) ? "" : ": " + name));
    }
  }

  /** A case whose name was claimed; where a name is not allowed it is incomplete. */
  void add(InputCase found) {
    try {
      PlainName.require(found.place(), "case", found.name());
      for (Map.Entry<String, ImageInput> image : found.modalities().entrySet()) {
        PlainName.requireModality(image.getValue().file(), image.getKey());
      }
    } catch (DatasetException e) {
      add(
          new IncompleteCase(
              found.name(),
              found.subject(),
              Optional.of(found.mask()),
              found.modalities(),
              e.getMessage()));
      return;
    }
    cases.put(found.name(), found);
  }

  /** A case that cannot be used. */
  void add(IncompleteCase found) {
    incomplete.put(found.name(), found);
  }

  /** Files that may have been meant. */
  void warn(InputWarning warning) {
    warnings.add(warning);
  }

  /** Something that is left out as the layout wants it. */
  void note(String text) {
    notes.add(text);
  }

  /** Modalities in channel order; others that cases have come after them, sorted. */
  void order(List<String> names) {
    modalities.addAll(names);
  }

  /**
   * What the values of label maps mean.
   *
   * @throws DatasetException if another folder says something else
   */
  void labels(Path file, InputLabels found) {
    if (labels != null && !labels.equals(found)) {
      throw new DatasetException(
          file, "must give the labels that the first folder's file does; prepare them apart");
    }
    labels = found;
  }

  /** Makes a modality of each channel where an image has several. */
  void splitChannels() {
    ChannelModalities channels = new ChannelModalities();
    List<String> names = inOrder();
    for (InputCase found : List.copyOf(cases.values())) {
      cases.remove(found.name());
      CaseDraft draft = new CaseDraft(found.name(), found.subject(), found.place());
      draft.mask(found.mask());
      channels.each(found.modalities(), draft::image);
      draft.addTo(this, CaseDraft.Missing.NOTHING);
    }
    incomplete.replaceAll(
        (name, found) -> {
          Map<String, ImageInput> images = new LinkedHashMap<>();
          channels.each(found.modalities(), images::putIfAbsent);
          return found.withModalities(images);
        });
    modalities.clear();
    modalities.addAll(channels.order(names));
    if (!channels.note().isEmpty()) {
      note(channels.note());
    }
  }

  /** Those that a layout names, then all others, sorted. */
  private List<String> inOrder() {
    Set<String> others = new TreeSet<>();
    cases.values().forEach(found -> others.addAll(found.modalities().keySet()));
    incomplete.values().forEach(found -> others.addAll(found.modalities().keySet()));
    Set<String> order = new LinkedHashSet<>(modalities);
    order.addAll(others);
    return List.copyOf(order);
  }

  boolean isEmpty() {
    return cases.isEmpty() && incomplete.isEmpty();
  }

  /** Modalities that a layout names and no case has. */
  private List<String> withoutFile() {
    Set<String> missing = new LinkedHashSet<>(modalities);
    cases.values().forEach(found -> missing.removeAll(found.modalities().keySet()));
    incomplete.values().forEach(found -> missing.removeAll(found.modalities().keySet()));
    return List.copyOf(missing);
  }

  /** All that was found, of the layout that people call so. */
  Discovery of(String layout) {
    List<String> missing = withoutFile();
    if (!missing.isEmpty() && !isEmpty()) {
      String named = NameList.of(missing);
      warn(
          new InputWarning(
              named,
              Text.format(
                  "%s: %s named, but no case has a file of it",
                  named, missing.size() == 1 ? "is" : "are")));
      modalities.removeAll(missing);
    }
    return new Discovery(
        layout,
        List.copyOf(cases.values()),
        List.copyOf(incomplete.values()),
        inOrder(),
        labels == null ? InputLabels.NONE : labels,
        warnings,
        notes);
  }
}
