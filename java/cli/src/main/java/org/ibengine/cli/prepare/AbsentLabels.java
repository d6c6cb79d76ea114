package org.ibengine.cli.prepare;

import java.util.List;
import java.util.Optional;
import org.ibengine.label.LesionChanges.Absent;
import org.ibengine.text.NameList;

/** The warning of label values that were asked for and that no mask has. */
final class AbsentLabels {
  private AbsentLabels() {}

  /** One line; empty if every value occurs. */
  static Optional<String> warning(List<Absent> values) {
    if (values.isEmpty()) {
      return Optional.empty();
    }
    List<String> names = values.stream().map(AbsentLabels::name).toList();
    return Optional.of(
        "ib: warning: no mask of the dataset has "
            + NameList.of(names)
            + ", which --lesion-values or --classes names; ib info shows the values of a mask");
  }

  private static String name(Absent item) {
    return "label value "
        + item.value()
        + (item.lesionClass().isEmpty() ? "" : " (class " + item.lesionClass() + ")");
  }
}
