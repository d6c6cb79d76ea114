package org.ibengine.cli.prepare;

import java.util.List;
import java.util.OptionalLong;
import org.ibengine.label.LesionRule;
import picocli.CommandLine.Option;

/** The options that say what of a label map is a lesion. */
public final class LesionOptions {
  @Option(
      names = "--lesion-values",
      split = ",",
      paramLabel = "2,3",
      hideParamSyntax = true,
      description =
          "Label values that are lesions, together; others are background. Default: all above 0.")
  private List<Long> values = List.of();

  @Option(
      names = ClassWords.NAME,
      parameterConsumer = ClassWords.class,
      paramLabel = "NAME=VALUE…",
      hideParamSyntax = true,
      description = {
        "Classes of lesions with their label values (core=1,4 oedema=2). Components are those of one",
        "class: touching lesions of two classes are two. Other values are background."
      })
  private List<String> classes = List.of();

  @Option(
      names = "--label-kind",
      paramLabel = "classes|instances",
      defaultValue = "classes",
      description = {
        "classes: values are kinds of tissue, an instance is a connected component;",
        "instances: values number instances, connected or not. Default: ${DEFAULT-VALUE}."
      })
  private String kind;

  @Option(
      names = "--ignore-value",
      paramLabel = "V",
      description =
          "Label value of voxels about which nothing is known: no lesion, in no background window.")
  private Long ignore;

  @Option(
      names = "--min-mm3",
      paramLabel = "MM3",
      defaultValue = "0",
      description = "Drop smaller instances. Default: ${DEFAULT-VALUE}, none.")
  private double minMm3;

  @Option(
      names = "--merge-mm",
      paramLabel = "MM",
      defaultValue = "0",
      description =
          "Fragments of one class nearer than this, voxel centre to voxel centre, are one instance."
              + " Default: ${DEFAULT-VALUE}, none.")
  private double mergeMm;

  /**
   * @throws IllegalArgumentException if they contradict each other, or one is out of range
   */
  LesionRule toRule() {
    return new LesionRule(
        LesionRule.Kind.ofLabel(kind),
        values,
        ClassWords.parse(classes),
        ignore == null ? OptionalLong.empty() : OptionalLong.of(ignore),
        minMm3,
        mergeMm);
  }
}
