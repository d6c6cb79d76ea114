package org.ibengine.dataset;

import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.ibengine.error.DatasetMismatchException;
import org.ibengine.plan.Folds;
import org.ibengine.plan.PatchPool;
import org.ibengine.text.Text;

/**
 * What is trained on and what is validated on.
 *
 * @param validationPool null where there is no validation: nothing is held out, and that of all
 *     cases was not asked for
 */
public record FoldSelection(PatchPool trainingPool, PatchPool validationPool, CaseRoles roles) {
  /**
   * @throws DatasetMismatchException if the choice names a case that the dataset does not have, or
   *     a subject is in two lists of a split
   */
  public static FoldSelection of(OpenedDataset dataset, FoldChoice choice) {
    CaseRoles roles = roles(dataset, choice);
    PatchPool training =
        choice.selects() ? dataset.poolOf(Set.copyOf(roles.train())::contains) : dataset.pool();
    return new FoldSelection(training, validationPool(dataset, choice, roles), roles);
  }

  private static PatchPool validationPool(
      OpenedDataset dataset, FoldChoice choice, CaseRoles roles) {
    if (choice.validationOfAll()) {
      Set<String> test = Set.copyOf(roles.test());
      return test.isEmpty() ? dataset.pool() : shown(dataset, name -> !test.contains(name));
    }
    return choice.holdsOut() ? shown(dataset, Set.copyOf(roles.validation())::contains) : null;
  }

  /**
   * False alarms are those of a model in the cases it was trained on, so the others may have none:
   * a stratum without windows leaves its share to the others.
   */
  private static PatchPool shown(OpenedDataset dataset, Predicate<String> caseName) {
    return dataset.poolOf(caseName).withWindows();
  }

  private static CaseRoles roles(OpenedDataset dataset, FoldChoice choice) {
    List<String> cases = List.copyOf(dataset.cases().keySet());
    Map<String, String> given = new HashMap<>(dataset.subjects());
    requireKnown(cases, choice.subjects().keySet(), "the subject mapping");
    given.putAll(choice.subjects());
    Map<String, String> subjects = new HashMap<>(Folds.subjects(cases));
    subjects.putAll(given);
    if (choice.split().isPresent()) {
      return split(cases, subjects, given.keySet(), choice.split().get());
    }
    Set<String> heldOut =
        choice
            .fold()
            .map(fold -> Set.copyOf(Folds.heldOut(subjects.values(), fold.number(), fold.of())))
            .orElse(Set.of());
    return new CaseRoles(
        subjects,
        given.keySet(),
        those(cases, name -> !heldOut.contains(subjects.get(name))),
        those(cases, name -> heldOut.contains(subjects.get(name))),
        List.of(),
        List.of());
  }

  private static CaseRoles split(
      List<String> cases, Map<String, String> subjects, Set<String> given, Split lists) {
    requireKnown(cases, lists.train(), "list train of the split");
    requireKnown(cases, lists.validation(), "list validation of the split");
    requireKnown(cases, lists.test(), "list test of the split");
    Set<String> named =
        Stream.of(lists.train(), lists.validation(), lists.test())
            .flatMap(Set::stream)
            .collect(Collectors.toSet());
    CaseRoles roles =
        new CaseRoles(
            subjects,
            given,
            List.copyOf(lists.train()),
            List.copyOf(lists.validation()),
            List.copyOf(lists.test()),
            those(cases, name -> !named.contains(name)));
    requireApart(roles);
    return roles;
  }

  private static List<String> those(List<String> cases, Predicate<String> wanted) {
    return cases.stream().filter(wanted).toList();
  }

  private static void requireKnown(List<String> cases, Collection<String> names, String who) {
    Set<String> known = Set.copyOf(cases);
    List<String> unknown = names.stream().filter(name -> !known.contains(name)).sorted().toList();
    if (!unknown.isEmpty()) {
      throw new DatasetMismatchException(
          Text.format(
              "%s names case %s, which the dataset does not have%s; remove it, or prepare it",
              who,
              unknown.get(0),
              unknown.size() > 1 ? Text.format(" (%d such cases)", unknown.size()) : ""));
    }
  }

  /** Subjects that only names imply may be guessed wrong; those that were given are not. */
  private static void requireApart(CaseRoles roles) {
    Set<String> given = roles.given();
    CaseRoles certain =
        new CaseRoles(
            roles.subjects(),
            given,
            those(roles.train(), given::contains),
            those(roles.validation(), given::contains),
            those(roles.test(), given::contains),
            List.of());
    if (!certain.sharedSubjects().isEmpty()) {
      throw new DatasetMismatchException(
          Text.format(
              "a subject may be in one list of a split, but %s have cases in more; correct the split, or the subjects in --subjects or the dataset",
              certain.sharedSubjects()));
    }
  }
}
