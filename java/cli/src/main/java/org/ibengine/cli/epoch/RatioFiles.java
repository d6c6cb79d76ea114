package org.ibengine.cli.epoch;

import java.nio.file.Path;
import org.ibengine.ForegroundLog;
import org.ibengine.cli.text.TextFile;
import picocli.CommandLine.Option;

/** Where the foreground ratios of an epoch's patches are written. */
final class RatioFiles {
  @Option(
      names = "--ratios",
      paramLabel = "FILE",
      description =
          "Count the foreground voxels of each patch and write them to FILE as CSV, one line per"
              + " patch without filler; their distribution is printed.")
  private Path ratios;

  @Option(
      names = "--ratios-published",
      paramLabel = "FILE",
      description =
          "The same as one ratio to a line, with six decimals and no header, as published code"
              + " logs it.")
  private Path published;

  boolean areWanted() {
    return ratios != null || published != null;
  }

  void write(ForegroundLog log) {
    if (ratios != null) {
      TextFile.write(ratios, withoutEnd(log.toCsv()));
    }
    if (published != null) {
      TextFile.write(published, withoutEnd(log.toPublished()));
    }
  }

  /** The end of the last line comes with the file. */
  private static String withoutEnd(String lines) {
    return lines.isEmpty() ? lines : lines.substring(0, lines.length() - 1);
  }
}
