package org.ibengine.evaluation;

import java.util.List;
import org.ibengine.evaluation.FrocResult.Bootstrap;
import org.ibengine.label.Instance;

/** Objects with the scores a test wants, and the curve of all instances. */
final class MadeUpObjects {
  private static final Instance.Centroid ANYWHERE = new Instance.Centroid(1, 2, 3);

  private MadeUpObjects() {}

  static TruthObject hit(long voxels, double dice, double logit) {
    return new TruthObject(1, voxels, ANYWHERE, dice, logit);
  }

  static TruthObject missed(long voxels) {
    return hit(voxels, 0, Double.NEGATIVE_INFINITY);
  }

  static PredictedObject hitting(double logit) {
    return new PredictedObject(1, 9, ANYWHERE, logit, 0.5);
  }

  static PredictedObject alarm(double logit) {
    return new PredictedObject(1, 9, ANYWHERE, logit, 0);
  }

  static CaseObjects item(List<TruthObject> truths, PredictedObject... predictions) {
    return new CaseObjects("a", truths, List.of(predictions));
  }

  static FrocCurve curve(FrocRules rules, CaseObjects... cases) {
    return FrocResult.of(List.of(cases), List.of(InstanceGroup.ALL), rules, Bootstrap.NONE)
        .groups()
        .get(0)
        .curve();
  }
}
