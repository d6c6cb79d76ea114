package org.ibengine.input;

import static java.util.Objects.requireNonNull;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * Where to look for cases, and what is known about how they are laid out. Immutable.
 *
 * @param folders to look in; may be empty where {@code cases} lists the files
 * @param layout name of the layout that the folders have; empty to find out
 * @param pairs patterns of images and their masks, instead of a layout
 * @param mask which files are masks, where the layout's own rule does not tell
 * @param cases a file that lists them; nothing is looked for then
 */
public record InputRequest(
    List<Path> folders,
    Optional<String> layout,
    Optional<FilePairs> pairs,
    Optional<NamePattern> mask,
    Optional<Path> cases) {
  /**
   * @throws IllegalArgumentException if the choices exclude each other, or there is no such layout
   */
  public InputRequest {
    folders = List.copyOf(folders);
    requireNonNull(layout, "layout must not be null");
    requireNonNull(pairs, "pairs must not be null");
    requireNonNull(mask, "mask must not be null");
    requireNonNull(cases, "cases must not be null");
    if (folders.isEmpty() && cases.isEmpty()) {
      throw new IllegalArgumentException("there must be at least one input folder");
    }
    if (pairs.isPresent() && cases.isPresent()) {
      throw new IllegalArgumentException(
          "files are found by patterns or listed in a file of cases, not both; leave one out");
    }
    if (mask.isPresent() && (pairs.isPresent() || cases.isPresent())) {
      throw new IllegalArgumentException(
          "patterns of pairs and a file of cases say themselves which files are masks; leave --mask"
              + " out");
    }
    if (layout.isPresent() && (pairs.isPresent() || cases.isPresent())) {
      throw new IllegalArgumentException(
          "patterns of pairs and a file of cases are layouts themselves; leave --layout-in out");
    }
    layout.ifPresent(InputLayouts::requireName);
  }

  /** Whether anything is said about the layout. */
  public boolean isTold() {
    return layout.isPresent() || pairs.isPresent() || mask.isPresent() || cases.isPresent();
  }

  /** What messages about the input as a whole begin with. */
  public Path place() {
    return cases.orElseGet(() -> folders.get(0));
  }

  /** Folders whose layout is found out. */
  public static InputRequest of(List<Path> folders) {
    return new InputRequest(
        folders, Optional.empty(), Optional.empty(), Optional.empty(), Optional.empty());
  }

  /** The same folders, of the layout of this name. */
  public InputRequest layout(String name) {
    return new InputRequest(folders, Optional.of(name), pairs, mask, cases);
  }

  /** The same folders, with images and masks that have such names. */
  public InputRequest pairs(FilePairs patterns) {
    return new InputRequest(folders, layout, Optional.of(patterns), mask, cases);
  }

  /** The same folders, with masks that have such names. */
  public InputRequest mask(NamePattern pattern) {
    return new InputRequest(folders, layout, pairs, Optional.of(pattern), cases);
  }

  /** The cases that the file lists. */
  public InputRequest cases(Path file) {
    return new InputRequest(folders, layout, pairs, mask, Optional.of(file));
  }
}
