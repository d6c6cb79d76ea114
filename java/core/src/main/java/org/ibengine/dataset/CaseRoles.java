package org.ibengine.dataset;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/**
 * What each case of a dataset is used for. Lists are sorted by name.
 *
 * @param subjects of all cases, by case name
 * @param given cases whose subject the dataset records or the user gave; that of others is guessed
 *     from their names
 * @param train cases that epochs show
 * @param validation cases that are held out for validation; none where no fold and no split was
 *     chosen
 * @param test cases that a {@link Split} keeps for testing: never shown
 * @param unused cases that a {@link Split} does not name: never shown
 */
public record CaseRoles(
    Map<String, String> subjects,
    Set<String> given,
    List<String> train,
    List<String> validation,
    List<String> test,
    List<String> unused) {
  public CaseRoles {
    subjects = Map.copyOf(subjects);
    given = Set.copyOf(given);
    train = List.copyOf(train);
    validation = List.copyOf(validation);
    test = List.copyOf(test);
    unused = List.copyOf(unused);
  }

  /** How many subjects the dataset has. */
  public int subjectCount() {
    return Set.copyOf(subjects.values()).size();
  }

  /**
   * Subjects with cases in more than one of {@code train}, {@code validation} and {@code test}, by
   * name: what is measured on them is not what an unknown subject would give. Folds never have any.
   */
  public Set<String> sharedSubjects() {
    Map<String, Integer> lists = new HashMap<>();
    for (List<String> list : List.of(train, validation, test)) {
      Set<String> ofList = new TreeSet<>();
      list.forEach(name -> ofList.add(subjects.get(name)));
      ofList.forEach(subject -> lists.merge(subject, 1, Integer::sum));
    }
    Set<String> shared = new TreeSet<>(lists.keySet());
    shared.removeIf(subject -> lists.get(subject) < 2);
    return shared;
  }
}
