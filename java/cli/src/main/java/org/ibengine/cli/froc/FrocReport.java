package org.ibengine.cli.froc;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.ibengine.evaluation.CaseObjects;
import org.ibengine.evaluation.FrocResult;
import org.ibengine.evaluation.InstanceGroup;
import org.ibengine.evaluation.ObjectMatching;
import org.ibengine.label.Connectivity;

/**
 * An evaluation and how it was made.
 *
 * @param missing cases without a prediction
 * @param unused predictions without a case
 */
record FrocReport(
    FrocResult result,
    List<CaseObjects> cases,
    List<String> missing,
    List<String> unused,
    Settings settings) {

  /**
   * What was asked for.
   *
   * @param volumes how objects were made of volumes; empty where records have them
   * @param records files of them
   */
  record Settings(Optional<Volumes> volumes, List<Path> records, FrocResult.Bootstrap bootstrap) {}

  /**
   * How objects were made of volumes.
   *
   * @param scores {@code probability} or {@code logit}
   */
  record Volumes(Objects objects, double threshold, String scores) {}

  /**
   * How voxels became objects and objects met.
   *
   * @param ofDataset what the ground truth was prepared with, if it was
   */
  record Objects(
      Connectivity connectivity, Optional<Connectivity> ofDataset, ObjectMatching matching) {}

  /** As this, less the size bins that no instance falls into. */
  FrocReport withoutEmptyBins() {
    List<String> bins = InstanceGroup.sizeBins().stream().map(InstanceGroup::label).toList();
    List<FrocResult.Group> kept =
        result.groups().stream()
            .filter(
                group -> group.curve().truths() > 0 || !bins.contains(group.instances().label()))
            .toList();
    FrocResult told = new FrocResult(result.rules(), result.cases(), kept);
    return new FrocReport(told, cases, missing, unused, settings);
  }

  /** Why curves end. */
  String beyond() {
    return settings
        .volumes()
        .map(volumes -> "nothing is predicted below " + volumes.threshold())
        .orElse("nothing is recorded beyond");
  }

  /** The group of all instances. */
  FrocResult.Group all() {
    return result.groups().get(0);
  }

  /** At the lowest threshold. */
  long falsePositives() {
    return all().curve().falsePositives(all().curve().points() - 1);
  }

  double falsePositivesPerCase() {
    return all().curve().falsePositivesPerCase(all().curve().points() - 1);
  }
}
