package org.ibengine.train;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.file.Path;
import org.ibengine.predict.PredictionSummary;
import org.ibengine.predict.PredictionTimes;
import org.ibengine.text.Text;

/** What a run of predictions has done, for people and for programs. */
final class PredictWords {
  private static final double NANOS = 1e9;

  private PredictWords() {}

  static String of(PredictionSummary summary, Path out) {
    PredictionTimes times = summary.times();
    return Text.format(
        "%s predicted into %s (%s, %.1f s, %.1f %% of it outside the network), %d up to date, %d failed",
        Text.counted(summary.predicted().size(), "case"),
        out,
        Text.counted(summary.windows(), "window"),
        times.nanos() / NANOS,
        100 * times.shareOutsideModel(),
        summary.upToDate().size(),
        summary.failures().size());
  }

  static String json(PredictionSummary summary) {
    ObjectNode json = JsonNodeFactory.instance.objectNode();
    summary.predicted().forEach(json.putArray("predicted")::add);
    summary.upToDate().forEach(json.putArray("upToDate")::add);
    var failures = json.putArray("failures");
    summary
        .failures()
        .forEach(
            failure ->
                failures
                    .addObject()
                    .put("case", failure.caseName())
                    .put("message", failure.message()));
    json.put("windows", summary.windows());
    json.put("seconds", summary.times().nanos() / NANOS);
    json.put("networkSeconds", summary.times().modelNanos() / NANOS);
    json.put("waitSeconds", summary.times().waitNanos() / NANOS);
    json.put("shareOutsideNetwork", summary.times().shareOutsideModel());
    return json.toPrettyString();
  }
}
