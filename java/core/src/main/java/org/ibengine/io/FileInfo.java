package org.ibengine.io;

import java.nio.file.Path;
import java.util.List;
import org.ibengine.error.DatasetException;
import org.ibengine.gzip.GzipCodec;

/**
 * What one file holds.
 *
 * @param nan voxels that are NaN
 * @param infinite voxels that are infinite
 * @param range of the finite voxels; null if there is none
 * @param labels the values that occur, ascending, if this looks like a label map; else empty
 */
public record FileInfo(
    Path path, ImageHeader header, long nan, long infinite, ValueRange range, List<Long> labels) {
  private static final double[] PERCENTAGES = {0, 1, 50, 99, 100};

  /** In values, that is scaled by slope and intercept. */
  public record ValueRange(double min, double p1, double median, double p99, double max) {}

  /**
   * Reads the whole file, once for every 16 bits of a voxel: what it holds is known only then, and
   * damage shows. Needs some MiB of memory, however large the file.
   *
   * @throws DatasetException if there is no volume to read, or the file is damaged
   */
  public static FileInfo read(Path path, GzipCodec codec) {
    ImageHeader header = ImageFiles.readCheckedHeader(path, codec);
    ValueKey key = new ValueKey(header.storedType().voxelType());
    RankSearch search = new RankSearch(key.bits(), 2 * PERCENTAGES.length);
    FewValues values = new FewValues();
    Counts counts = pass(header, codec, key, search, values);
    long finite = counts.finite;
    long infinite = header.geometry().size().voxels() - finite - counts.nan;
    if (finite == 0) {
      return new FileInfo(path, header, counts.nan, infinite, null, List.of());
    }
    search.want(ranks(finite));
    while (search.nextPass()) {
      if (pass(header, codec, key, search, null).finite != finite) {
        throw changed(path);
      }
    }
    double[] raw = percentiles(key, search.found(), finite);
    List<Long> labels = counts.nan + infinite == 0 ? values.list() : List.of();
    return new FileInfo(path, header, counts.nan, infinite, scaled(raw, header), labels);
  }

  private static final class Counts {
    private long finite;
    private long nan;
  }

  /**
   * @param values takes the scaled values of the first pass; null later on
   */
  private static Counts pass(
      ImageHeader header, GzipCodec codec, ValueKey key, RankSearch search, FewValues values) {
    Counts counts = new Counts();
    ImageHeader read =
        ImageFiles.stream(
            header.path(),
            codec,
            (raw, count) -> {
              for (int i = 0; i < count; i++) {
                if (Double.isFinite(raw[i])) {
                  counts.finite++;
                  search.accept(key.of(raw[i]));
                  if (values != null) {
                    values.accept(raw[i] * header.slope() + header.intercept());
                  }
                } else if (Double.isNaN(raw[i])) {
                  counts.nan++;
                }
              }
            });
    if (!read.equals(header)) {
      throw changed(header.path());
    }
    return counts;
  }

  private static DatasetException changed(Path path) {
    return new DatasetException(path, "has changed while it was read; try again");
  }

  /** For each percentage the two voxels it lies between. */
  private static long[] ranks(long count) {
    long[] ranks = new long[2 * PERCENTAGES.length];
    for (int i = 0; i < PERCENTAGES.length; i++) {
      ranks[2 * i] = (long) Math.floor((count - 1) * (PERCENTAGES[i] / 100));
      ranks[2 * i + 1] = Math.min(ranks[2 * i] + 1, count - 1);
    }
    return ranks;
  }

  /** numpy's {@code linear} rule, as the backends have it. */
  private static double[] percentiles(ValueKey key, long[] found, long count) {
    double[] values = new double[PERCENTAGES.length];
    for (int i = 0; i < values.length; i++) {
      double a = key.value(found[2 * i]);
      double b = key.value(found[2 * i + 1]);
      double rank = (count - 1) * (PERCENTAGES[i] / 100);
      double t = rank - Math.floor(rank);
      values[i] = t < 0.5 ? a + (b - a) * t : b - (b - a) * (1 - t);
    }
    return values;
  }

  private static ValueRange scaled(double[] raw, ImageHeader header) {
    double[] values = new double[raw.length];
    for (int i = 0; i < raw.length; i++) {
      int from = header.slope() < 0 ? raw.length - 1 - i : i; // a negative slope turns the order
      values[i] = raw[from] * header.slope() + header.intercept();
    }
    return new ValueRange(values[0], values[1], values[2], values[3], values[4]);
  }

  /** Voxels that are NaN or infinite. */
  public long nonFinite() {
    return nan + infinite;
  }
}
