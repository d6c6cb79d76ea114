package org.ibengine.dataset;

import java.nio.file.Path;
import java.util.Collections;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.ibengine.text.Text;

/**
 * Explicit lists of cases, instead of folds. Cases in none of the lists are used neither for
 * training nor for validation.
 *
 * @param train names of the cases that epochs show
 * @param validation names of the cases that the validation shows
 * @param test names of the cases that are never shown
 */
public record Split(Set<String> train, Set<String> validation, Set<String> test) {
  /**
   * @throws IllegalArgumentException if a case is in two lists
   */
  public Split {
    train = sorted(train);
    validation = sorted(validation);
    test = sorted(test);
    Map<String, String> listOf = new HashMap<>();
    claim(listOf, train, "train");
    claim(listOf, validation, "validation");
    claim(listOf, test, "test");
  }

  /**
   * Reads a JSON object with the lists {@code train}, {@code validation} (or {@code val}) and
   * {@code test}, of which the last two are optional.
   *
   * @throws org.ibengine.error.DatasetException if the file cannot be read or holds something else,
   *     or a case twice
   * @throws IllegalArgumentException if the file is a list of folds, as nnU-Net's {@code
   *     splits_final.json}
   */
  public static Split read(Path file) {
    return SplitFile.read(file);
  }

  /**
   * Reads one entry of a JSON list of such objects, as nnU-Net's {@code splits_final.json}.
   *
   * @param fold number of the entry, from 0
   * @param folds length of the list
   * @throws org.ibengine.error.DatasetException as {@link #read(Path)}
   * @throws IllegalArgumentException if the list has another length, or no such entry, or the file
   *     does not hold a list
   */
  public static Split read(Path file, int fold, int folds) {
    return SplitFile.read(file, fold, folds);
  }

  private static Set<String> sorted(Set<String> names) {
    return Collections.unmodifiableSet(new TreeSet<>(names));
  }

  private static void claim(Map<String, String> listOf, Set<String> names, String list) {
    for (String name : names) {
      String other = listOf.put(name, list);
      if (other != null) {
        throw new IllegalArgumentException(
            Text.format(
                "a case may be in only one list of a split, but %s is in %s and %s; remove it from one",
                name, other, list));
      }
    }
  }
}
