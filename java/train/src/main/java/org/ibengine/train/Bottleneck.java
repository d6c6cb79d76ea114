package org.ibengine.train;

import java.util.Optional;
import org.ibengine.IbEngine;
import org.ibengine.text.Text;
import org.ibengine.torch.train.TrainingListener.EpochReport;

/** Warns, once, if the network waits for data, and says for what. */
final class Bottleneck {
  /** Of the time of an epoch's steps. */
  static final double MOST = 0.1;

  /** Of an epoch that counts: what is shorter says little. */
  private static final long LEAST_NANOS = 1_000_000_000L;

  private final IbEngine engine;
  private boolean first = true;
  private boolean said;

  Bottleneck(IbEngine engine) {
    this.engine = engine;
  }

  /** A line after an epoch that waited; not after the first, which reads every volume. */
  Optional<String> line(EpochReport report) {
    boolean waited = report.nanos() >= LEAST_NANOS && report.waitedShare() > MOST;
    boolean counts = !first && !said && waited;
    first = false;
    if (!counts) {
      return Optional.empty();
    }
    said = true;
    return Optional.of(
        Text.format(
            "warning   data, not the network, is the bottleneck: %.0f %% of the epoch was waiting; %s",
            100 * report.waitedShare(),
            cause(
                engine.memory().sourcesOnDisk(),
                engine.options().resources().threads(),
                engine.backend())));
  }

  /**
   * By what the engine knows.
   *
   * @param sourcesOnDisk volumes or patches that do not fit into memory
   */
  static String cause(int sourcesOnDisk, int threads, String backend) {
    return sourcesOnDisk > 0
        ? Text.format(
            "reading: %s not fit into --max-memory and %s read again in every epoch; raise it",
            sourcesOnDisk == 1 ? "1 source does" : sourcesOnDisk + " sources do",
            sourcesOnDisk == 1 ? "is" : "are")
        : Text.format(
            "filling patches on %s of backend %s: all volumes are in memory; raise --threads or"
                + " --prefetch, or ask for fewer parts (--weights, --instance-maps)",
            Text.counted(threads, "thread"), backend);
  }
}
