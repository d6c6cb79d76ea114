package org.ibengine.cli.froc;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.ibengine.cli.chart.Chart;
import org.ibengine.cli.text.TextFile;
import org.ibengine.error.DatasetException;
import org.ibengine.froc.FrocRecords;
import org.ibengine.io.IoReason;
import org.ibengine.io.WritableFolder;

/** The folder that {@code ib froc} writes to. */
final class FrocOutput {
  private final Path folder;

  /**
   * Makes nothing yet, but refuses at once what would fail after all cases were evaluated.
   *
   * @throws DatasetException if there can be no such folder, or nothing can be written to it
   */
  FrocOutput(Path folder) {
    this.folder = WritableFolder.require(folder);
  }

  /** Makes the folder where it is missing, and replaces the files of an earlier evaluation. */
  void write(FrocReport report) {
    try {
      Files.createDirectories(folder);
    } catch (IOException e) {
      throw new DatasetException(folder, "cannot be created: " + IoReason.of(e), e);
    }
    TextFile.write(folder.resolve("curve.csv"), FrocCsv.curves(report.result()));
    TextFile.write(folder.resolve("objects.csv"), FrocCsv.objects(report.cases()));
    TextFile.write(folder.resolve("summary.json"), FrocFormat.json(report).toPrettyString());
    TextFile.write(folder.resolve("prc_records.json"), FrocRecords.text(report.cases()));
    Chart.write(FrocPlot.draw(report), folder.resolve("froc.png"));
  }
}
