package org.ibengine.train;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.ibengine.dataset.CaseRoles;
import org.ibengine.error.DatasetException;
import org.ibengine.error.DatasetMismatchException;
import org.ibengine.predict.PredictedCase;
import org.ibengine.store.DatasetReader;
import picocli.CommandLine.Option;

/** Which cases of a dataset are predicted. */
final class CaseOptions {
  @Option(
      names = "--cases",
      split = ",",
      paramLabel = "A,B,…",
      hideParamSyntax = true,
      description = "Names of the cases to predict. Default: all, or as --of says.")
  private List<String> names = List.of();

  @Option(
      names = "--of",
      paramLabel = "validation|test",
      hideParamSyntax = true,
      description =
          "Only the cases that the training held out to validate, or to test, by its fold or split;"
              + " DIR must be its dataset.")
  private String role;

  /** Whether the engine has to know who was held out. */
  boolean byRole() {
    return role != null;
  }

  /**
   * @param roles of the training; empty unless {@link #byRole}
   * @throws DatasetMismatchException if a case is named that the dataset does not have
   */
  List<PredictedCase> of(Path folder, Optional<CaseRoles> roles) {
    if (!DatasetReader.isDataset(folder)) {
      throw new DatasetException(
          folder,
          "not a dataset folder: no dataset.json found; run ib prepare --layout volumes first");
    }
    List<PredictedCase> all =
        DatasetReader.open(folder).cases().stream()
            .map(item -> PredictedCase.of(item.record()))
            .toList();
    Set<String> known = all.stream().map(PredictedCase::name).collect(Collectors.toSet());
    Set<String> wanted = roles.map(this::named).orElse(known);
    if (!names.isEmpty()) {
      wanted = new TreeSet<>(names);
      Set<String> unknown = new TreeSet<>(names);
      unknown.removeAll(known);
      if (!unknown.isEmpty()) {
        throw new DatasetMismatchException(
            "--cases names " + String.join(", ", unknown) + ", which the dataset does not have");
      }
    }
    Set<String> chosen = wanted;
    return all.stream().filter(item -> chosen.contains(item.name())).toList();
  }

  private Set<String> named(CaseRoles roles) {
    List<String> cases =
        switch (role) {
          case "validation" -> roles.validation();
          case "test" -> roles.test();
          default ->
              throw new IllegalArgumentException("--of must be validation or test, was " + role);
        };
    if (cases.isEmpty()) {
      throw new DatasetMismatchException(
          "--of " + role + ": the training held out no case for that; leave the option out");
    }
    return Set.copyOf(cases);
  }
}
