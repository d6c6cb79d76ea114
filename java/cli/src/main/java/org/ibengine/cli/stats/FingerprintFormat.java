package org.ibengine.cli.stats;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.math.BigDecimal;
import java.math.MathContext;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Function;
import org.ibengine.cli.text.TextTable;
import org.ibengine.dataset.DatasetFingerprint;
import org.ibengine.dataset.DatasetFingerprint.Grid;
import org.ibengine.dataset.DatasetFingerprint.OfCase;
import org.ibengine.dataset.DatasetFingerprint.Outlier;
import org.ibengine.intensity.IntensityStatistics;
import org.ibengine.intensity.ModalityIntensity;
import org.ibengine.intensity.VoxelSet;
import org.ibengine.text.Text;
import org.ibengine.volume.Geometry;

/** Grids and intensities by case, and which cases are unlike the rest. */
final class FingerprintFormat {
  private FingerprintFormat() {}

  static String text(DatasetFingerprint fingerprint) {
    boolean moved =
        fingerprint.cases().stream().anyMatch(item -> !item.source().equals(item.stored()));
    TextTable values =
        new TextTable("case", "modality", "0.5 %", "median", "99.5 %", "mean", "sd", "of label");
    for (OfCase item : fingerprint.cases()) {
      item.intensities()
          .forEach(
              (modality, known) -> known.ifPresent(one -> row(values, item.name(), modality, one)));
    }
    String files =
        moved ? Text.format("%nof the files:%n%s", grids(fingerprint, OfCase::source)) : "";
    return Text.format(
        "%n%s%s%n%s%s", grids(fingerprint, OfCase::stored), files, values, outliers(fingerprint));
  }

  private static TextTable grids(DatasetFingerprint fingerprint, Function<OfCase, Grid> which) {
    TextTable table = new TextTable("case", "size", "spacing in mm", "axes");
    for (OfCase item : fingerprint.cases()) {
      Grid grid = which.apply(item);
      table.row(item.name(), grid.size(), rounded(grid.spacing()), grid.orientation());
    }
    return table;
  }

  private static void row(
      TextTable table, String caseName, String modality, ModalityIntensity known) {
    IntensityStatistics all = known.all();
    table.row(
        caseName,
        modality,
        number(all.percentile(0.5)),
        number(all.percentile(50)),
        number(all.percentile(99.5)),
        number(all.mean()),
        number(all.sd()),
        known.label().isEmpty()
            ? "–"
            : Text.format("%s ± %s", number(known.label().mean()), number(known.label().sd())));
  }

  /** Of what float32 headers have, no more digits than people gave. */
  private static Geometry.Spacing rounded(Geometry.Spacing spacing) {
    return new Geometry.Spacing(rounded(spacing.x()), rounded(spacing.y()), rounded(spacing.z()));
  }

  private static double rounded(double mm) {
    return new BigDecimal(mm).round(new MathContext(5)).doubleValue();
  }

  private static String outliers(DatasetFingerprint fingerprint) {
    if (fingerprint.outliers().isEmpty()) {
      return Text.format("No case is unlike the rest in orientation, spacing or range.%n");
    }
    TextTable table = new TextTable("case", "unlike the rest", "has", "the rest");
    for (Outlier one : fingerprint.outliers()) {
      String aspect = label(one) + one.modality().map(name -> " of " + name).orElse("");
      table.row(one.caseName(), aspect, one.found(), one.usual());
    }
    return Text.format("%n%s", table);
  }

  private static String label(Outlier one) {
    return one.aspect().name().toLowerCase(Locale.ROOT);
  }

  private static String number(double value) {
    return Text.format("%.4g", value);
  }

  /** Adds the key {@code fingerprint}. */
  static void put(ObjectNode node, DatasetFingerprint fingerprint) {
    ObjectNode own = node.putObject("fingerprint");
    ArrayNode cases = own.putArray("cases");
    for (OfCase item : fingerprint.cases()) {
      ObjectNode one = cases.addObject();
      one.put("case", item.name());
      put(one, item.stored());
      if (!item.source().equals(item.stored())) {
        put(one.putObject("source"), item.source());
      }
      ObjectNode intensity = one.putObject("intensity");
      item.intensities().forEach((modality, known) -> put(intensity, modality, known));
    }
    ArrayNode outliers = own.putArray("outliers");
    for (Outlier one : fingerprint.outliers()) {
      outliers
          .addObject()
          .put("case", one.caseName())
          .put("aspect", label(one))
          .put("modality", one.modality().orElse(null))
          .put("found", one.found())
          .put("usual", one.usual());
    }
  }

  private static void put(ObjectNode node, Grid grid) {
    node.putArray("size").add(grid.size().x()).add(grid.size().y()).add(grid.size().z());
    node.putArray("spacingMm")
        .add(grid.spacing().x())
        .add(grid.spacing().y())
        .add(grid.spacing().z());
    node.put("orientation", grid.orientation());
  }

  private static void put(
      ObjectNode intensity, String modality, Optional<ModalityIntensity> known) {
    if (known.isEmpty()) {
      intensity.putNull(modality);
      return;
    }
    ObjectNode sets = intensity.putObject(modality);
    for (VoxelSet set : VoxelSet.values()) {
      put(sets.putObject(set.label()), known.get().of(set));
    }
  }

  private static void put(ObjectNode node, IntensityStatistics one) {
    node.put("count", one.count());
    if (one.isEmpty()) {
      return;
    }
    node.put("min", one.min()).put("max", one.max());
    node.put("mean", one.mean()).put("sd", one.sd());
    ObjectNode percentiles = node.putObject("percentiles");
    for (double percentage : IntensityStatistics.PERCENTAGES) {
      percentiles.put(IntensityStatistics.text(percentage), one.percentile(percentage));
    }
  }
}
