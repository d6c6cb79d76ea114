package org.ibengine.experiment;

import java.util.ArrayList;
import java.util.List;
import org.ibengine.evaluation.CaseObjects;
import org.ibengine.evaluation.FrocResult;
import org.ibengine.evaluation.FrocRules;
import org.ibengine.evaluation.InstanceGroup;
import org.ibengine.froc.FrocRecords;

/**
 * What a run found; docs/concepts/froc.md defines the figures. All but the average recall are at
 * the threshold that made the records, 0.5 unless {@code ib froc --threshold} said otherwise.
 *
 * @param cases all of them, those without an object too
 * @param lesions of the ground truth
 * @param smallLesions those below the diameter
 * @param objectDice mean over the lesions found; NaN if none is
 * @param averageRecall over 0 to 5 false alarms per case; NaN without lesions
 * @param recall lesions found ÷ lesions; NaN without lesions
 * @param smallRecall the same of small ones; NaN without such
 * @param falseAlarmsPerCase divided by all cases
 */
public record RunFigures(
    ExperimentRun run,
    long cases,
    long lesions,
    long smallLesions,
    double objectDice,
    double averageRecall,
    double recall,
    double smallRecall,
    double falseAlarmsPerCase) {

  /** A run and the truth that it was evaluated on, to compare runs by. */
  record Read(RunFigures figures, List<String> truth) {}

  /**
   * Reads the records of a run.
   *
   * @param smallBelow a diameter in voxels, positive
   */
  static Read read(ExperimentRun run, double smallBelow) {
    List<CaseObjects> cases = FrocRecords.read(run.records());
    FrocResult result =
        FrocResult.of(
            cases,
            List.of(InstanceGroup.ALL, InstanceGroup.splitAt(smallBelow).get(0)),
            FrocRules.EXACT,
            FrocResult.Bootstrap.NONE);
    FrocResult.Group all = result.groups().get(0);
    FrocResult.Group small = result.groups().get(1);
    int last = all.curve().points() - 1;
    RunFigures figures =
        new RunFigures(
            run,
            all.curve().cases(),
            all.curve().truths(),
            small.curve().truths(),
            all.objectDice().mean(),
            all.curve().averageRecall(),
            all.curve().recall(last),
            small.curve().recall(last),
            all.curve().falsePositivesPerCase(last));
    List<String> truth = new ArrayList<>();
    cases.forEach(item -> truth.add(item.name() + " " + item.truths().size()));
    return new Read(figures, truth);
  }
}
