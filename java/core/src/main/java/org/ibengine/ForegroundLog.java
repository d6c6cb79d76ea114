package org.ibengine;

import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.List;
import java.util.Optional;
import org.ibengine.csv.CsvText;

/**
 * How much foreground the patches have that an epoch has handed out, without filler. Immutable.
 *
 * @param entries in the order of steps, ranks and items
 */
public record ForegroundLog(List<Entry> entries) {
  private static final String HEADER = "epoch,step,rank,item,case,instance,foreground,voxels";
  private static final int PUBLISHED_DIGITS = 6;

  /**
   * One patch.
   *
   * @param epoch its number; {@code validation} or {@code windows} where it has none
   * @param item position in the batch of its rank
   * @param instance what it was drawn for; 0 for background
   * @param foreground voxels of the label that are not 0
   * @param voxels all of the patch, padding included
   */
  public record Entry(
      String epoch,
      int step,
      int rank,
      int item,
      String caseName,
      int instance,
      int foreground,
      long voxels) {
    /** Foreground voxels ÷ voxels, in [0, 1]. */
    public double ratio() {
      return (double) foreground / voxels;
    }
  }

  public ForegroundLog {
    entries = List.copyOf(entries);
  }

  /** Of all patches; empty if there is none. */
  public Optional<RatioSummary> summary() {
    return entries.isEmpty() ? Optional.empty() : Optional.of(RatioSummary.of(entries));
  }

  /** A header and a line for each patch; {@code instance} is empty for background. */
  public String toCsv() {
    StringBuilder csv = new StringBuilder(HEADER).append('\n');
    for (Entry one : entries) {
      csv.append(one.epoch()).append(',').append(one.step()).append(',').append(one.rank());
      csv.append(',').append(one.item()).append(',').append(CsvText.quoted(one.caseName()));
      csv.append(',').append(one.instance() == 0 ? "" : one.instance());
      csv.append(',').append(one.foreground()).append(',').append(one.voxels()).append('\n');
    }
    return csv.toString();
  }

  /** One ratio to a line and nothing else, as C prints it with {@code %f}. */
  public String toPublished() {
    StringBuilder lines = new StringBuilder();
    for (Entry one : entries) {
      BigDecimal exact = new BigDecimal(one.ratio());
      lines.append(exact.setScale(PUBLISHED_DIGITS, RoundingMode.HALF_EVEN).toPlainString());
      lines.append('\n');
    }
    return lines.toString();
  }
}
