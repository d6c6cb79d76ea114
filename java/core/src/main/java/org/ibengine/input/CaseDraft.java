package org.ibengine.input;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.ibengine.io.ImageInput;
import org.ibengine.text.NameList;
import org.ibengine.text.Text;

/** A case while its files come together. Not thread-safe. */
final class CaseDraft {
  private final String name;
  private final Optional<String> subject;
  private final Path place;
  private final Set<Path> masks = new LinkedHashSet<>();
  private final Map<String, ImageInput> modalities = new LinkedHashMap<>();
  private final Set<String> twice = new HashSet<>(); // modalities of two files
  private final List<String> faults = new ArrayList<>();

  /**
   * @param place what messages begin with
   */
  CaseDraft(String name, Optional<String> subject, Path place) {
    this.name = name;
    this.subject = subject;
    this.place = place;
  }

  String name() {
    return name;
  }

  Optional<String> subject() {
    return subject;
  }

  Path place() {
    return place;
  }

  void mask(Path file) {
    masks.add(file);
  }

  void image(String modality, ImageInput image) {
    ImageInput other = modalities.putIfAbsent(modality, image);
    if (other != null) {
      twice.add(modality);
      fault(
          Text.format("two files give modality %s, %s and %s; remove one", modality, other, image));
    }
  }

  /** Why the case cannot be used; the first counts. */
  void fault(String text) {
    faults.add(text);
  }

  /**
   * Ends the case.
   *
   * @param finding takes it
   * @param missing what to do where it has no mask, no image, or several masks
   */
  void addTo(Finding finding, Missing missing) {
    if (masks.isEmpty()) {
      fault("has no mask; " + missing.mask());
    } else if (masks.size() > 1) {
      fault(
          Text.format(
              "must have one mask, but has %s; remove the others, or say which one it is %sin a file of --cases,"
                  + " which ib cases writes",
              NameList.of(namesOfMasks()), missing.maskOption() ? "with --mask, or " : ""));
    }
    if (modalities.isEmpty()) {
      fault("has no image; " + missing.image());
    }
    if (faults.isEmpty()) {
      finding.add(new InputCase(name, subject, place, masks.iterator().next(), modalities));
    } else {
      modalities.keySet().removeAll(twice); // nobody said which
      Optional<Path> mask = masks.size() == 1 ? masks.stream().findFirst() : Optional.empty();
      finding.add(
          new IncompleteCase(name, subject, mask, modalities, place + ": " + faults.get(0)));
    }
  }

  /** Without their folders, where that tells them apart. */
  private List<String> namesOfMasks() {
    List<String> names = masks.stream().map(file -> file.getFileName().toString()).toList();
    return new HashSet<>(names).size() == names.size()
        ? names
        : masks.stream().map(Path::toString).toList();
  }

  /**
   * Remedies.
   *
   * @param maskOption whether {@code --mask} can choose among several masks
   */
  record Missing(String mask, String image, boolean maskOption) {
    /** For a case that has both. */
    static final Missing NOTHING = new Missing("", "", true);

    /** Where files of a name can be chosen as masks. */
    Missing(String mask, String image) {
      this(mask, image, true);
    }
  }
}
