package org.ibengine.cli.evaluate;

import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.ibengine.csv.CsvText;
import org.ibengine.evaluation.overlap.CaseOverlap;
import org.ibengine.evaluation.overlap.ClassOverlap;
import org.ibengine.evaluation.overlap.LesionScore;
import org.ibengine.evaluation.overlap.OverlapMeasure;
import org.ibengine.label.Instance;
import org.ibengine.text.Text;

/** The tables of {@code ib evaluate}; columns as docs/reference/evaluate.md says. */
final class OverlapCsv {
  private OverlapCsv() {}

  /** One line per case and class. */
  static String cases(List<CaseOverlap> cases) {
    String header =
        Stream.of(OverlapMeasure.values())
            .map(OverlapMeasure::label)
            .collect(Collectors.joining(",", "case,class,", ""));
    StringBuilder text = new StringBuilder(header);
    for (CaseOverlap item : cases) {
      for (ClassOverlap type : item.classes()) {
        text.append('\n').append(CsvText.quoted(item.name()));
        text.append(',').append(CsvText.quoted(type.name()));
        for (OverlapMeasure measure : OverlapMeasure.values()) {
          text.append(',').append(number(measure.of(type)));
        }
      }
    }
    return text.toString();
  }

  /** One line per lesion of the truth and per false one. */
  static String lesions(List<CaseOverlap> cases) {
    StringBuilder text =
        new StringBuilder(
            "case,class,kind,id,voxels,volumeMm3,dice,prediction,predictionVoxels,"
                + "relativeVolumeDifference,x,y,z,xMm,yMm,zMm");
    for (CaseOverlap item : cases) {
      for (ClassOverlap type : item.classes()) {
        for (LesionScore lesion : type.lesions()) {
          text.append('\n').append(CsvText.quoted(item.name()));
          text.append(',').append(CsvText.quoted(type.name()));
          append(text, item, lesion);
        }
      }
    }
    return text.toString();
  }

  private static void append(StringBuilder text, CaseOverlap item, LesionScore lesion) {
    boolean matched = lesion.kind() == LesionScore.Kind.MATCHED;
    text.append(',').append(lesion.kind().label()).append(',').append(lesion.id());
    text.append(',').append(lesion.voxels());
    text.append(',').append(number(lesion.voxels() * item.grid().voxelVolumeMm3()));
    text.append(',').append(number(lesion.dice()));
    text.append(',').append(matched ? lesion.prediction() : "");
    text.append(',').append(matched ? lesion.predictionVoxels() : "");
    text.append(',').append(number(lesion.relativeVolumeDifference()));
    Instance.Centroid at = lesion.centroid();
    double[] mm = item.grid().affine().apply(at.x(), at.y(), at.z());
    text.append(Text.format(",%.2f,%.2f,%.2f", at.x(), at.y(), at.z()));
    text.append(Text.format(",%.3f,%.3f,%.3f", mm[0], mm[1], mm[2]));
  }

  /**
   * The table of the published study of context and foreground ratio: every cell in quotes, {@code
   * nan} where there is nothing to measure.
   *
   * @param at position of the class among those of each case
   */
  static String published(List<CaseOverlap> cases, int at) {
    StringBuilder text =
        new StringBuilder("\"filename\",\"dsc\",\"hausdorff\",\"abs_diff\",\"fg_ratio\"");
    for (CaseOverlap item : cases) {
      ClassOverlap type = item.classes().get(at);
      text.append("\n\"").append(item.name().replace("\"", "\"\"")).append('"');
      for (OverlapMeasure measure :
          List.of(
              OverlapMeasure.DICE,
              OverlapMeasure.HAUSDORFF,
              OverlapMeasure.ABSOLUTE_DIFFERENCE,
              OverlapMeasure.FOREGROUND_RATIO)) {
        double value = measure.of(type);
        String cell = Double.isNaN(value) ? "nan" : Double.toString(value);
        text.append(",\"").append(cell).append('"');
      }
    }
    return text.toString();
  }

  /** Every digit that is needed to read the same number back. */
  private static String number(double value) {
    return value == (long) value ? Long.toString((long) value) : Double.toString(value);
  }
}
