package org.ibengine.cli.froc;

import org.ibengine.csv.CsvText;
import org.ibengine.evaluation.CaseObjects;
import org.ibengine.evaluation.FrocCurve;
import org.ibengine.evaluation.FrocResult;
import org.ibengine.evaluation.PredictedObject;
import org.ibengine.evaluation.TruthObject;
import org.ibengine.label.Instance;
import org.ibengine.text.Text;

/**
 * The tables of {@code ib froc}; columns as docs/reference/froc.md says. Infinities are ±inf, and a
 * cell is empty where there is nothing to measure.
 */
final class FrocCsv {
  private FrocCsv() {}

  /** One line per threshold, the highest first. */
  static String curves(FrocResult result) {
    StringBuilder text =
        new StringBuilder("threshold,probability,false_positives,false_positives_per_case");
    for (FrocResult.Group group : result.groups()) {
      String label = group.instances().label();
      text.append(',').append(CsvText.quoted("true_positives " + label));
      text.append(',').append(CsvText.quoted("recall " + label));
    }
    FrocCurve first = result.groups().get(0).curve();
    for (int point = 0; point < first.points(); point++) {
      double logit = first.threshold(point);
      text.append('\n').append(number(logit));
      text.append(',').append(number(probability(logit)));
      text.append(',').append(first.falsePositives(point));
      text.append(',').append(number(first.falsePositivesPerCase(point)));
      for (FrocResult.Group group : result.groups()) {
        text.append(',').append(group.curve().truePositives(point));
        text.append(',').append(number(group.curve().recall(point)));
      }
    }
    return text.toString();
  }

  /** One line per instance and one per predicted component. */
  static String objects(Iterable<CaseObjects> cases) {
    StringBuilder text =
        new StringBuilder(
            "case,kind,id,voxels,diameter,x,y,z,hit_dice,logit,probability,x_mm,y_mm,z_mm");
    for (CaseObjects item : cases) {
      String name = CsvText.quoted(item.name());
      for (TruthObject object : item.truths()) {
        text.append('\n').append(name).append(",instance,").append(object.id());
        append(text, object.voxels(), object.centroid());
        append(text, object.hitDice(), object.hitLogit());
        appendMm(text, item, object.centroid());
      }
      for (PredictedObject object : item.predictions()) {
        text.append('\n').append(name).append(",prediction,").append(object.id());
        append(text, object.voxels(), object.centroid());
        append(text, object.hitDice(), object.logit());
        appendMm(text, item, object.centroid());
      }
    }
    return text.toString();
  }

  private static void append(StringBuilder text, long voxels, Instance.Centroid centroid) {
    text.append(',').append(voxels);
    text.append(Text.format(",%.2f", TruthObject.diameterOf(voxels)));
    text.append(
        Double.isNaN(centroid.x()) // records do not say where objects lie
            ? ",,,"
            : Text.format(",%.2f,%.2f,%.2f", centroid.x(), centroid.y(), centroid.z()));
  }

  private static void append(StringBuilder text, double dice, double logit) {
    text.append(',').append(number(dice)).append(',').append(number(logit));
    text.append(',').append(number(probability(logit)));
  }

  /** Empty cells where nothing is known of the grid. */
  private static void appendMm(StringBuilder text, CaseObjects item, Instance.Centroid at) {
    text.append(
        item.affine()
            .map(affine -> affine.apply(at.x(), at.y(), at.z()))
            .map(mm -> Text.format(",%.3f,%.3f,%.3f", mm[0], mm[1], mm[2]))
            .orElse(",,,"));
  }

  private static double probability(double logit) {
    return 1 / (1 + Math.exp(-logit));
  }

  /** Every digit that is needed to read the same number back; nothing where there is none. */
  private static String number(double value) {
    if (Double.isNaN(value)) {
      return "";
    }
    if (Double.isInfinite(value)) {
      return value > 0 ? "inf" : "-inf";
    }
    return value == (long) value ? Long.toString((long) value) : Double.toString(value);
  }
}
