package org.ibengine.input;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.ibengine.io.ImageInput;

/**
 * A case as a list shows it, whether or not it can be used.
 *
 * @param mask empty where none was found
 * @param modalities those that were found, by name
 */
public record ListedCase(
    String name,
    Optional<String> subject,
    Optional<Path> mask,
    Map<String, ImageInput> modalities) {

  /** All that was found, sorted by name. */
  public static List<ListedCase> all(Discovery found) {
    List<ListedCase> all = new ArrayList<>();
    for (InputCase one : found.cases()) {
      all.add(new ListedCase(one.name(), one.subject(), Optional.of(one.mask()), one.modalities()));
    }
    for (IncompleteCase one : found.incomplete()) {
      all.add(new ListedCase(one.name(), one.subject(), one.mask(), one.modalities()));
    }
    all.sort(Comparator.comparing(ListedCase::name));
    return all;
  }
}
