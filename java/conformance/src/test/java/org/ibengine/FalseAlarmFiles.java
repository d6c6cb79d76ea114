package org.ibengine;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.ibengine.plan.FalseAlarms;
import org.ibengine.plan.FalseAlarms.Order;
import org.ibengine.plan.Negatives;

/** Lists of false alarms as {@code ib froc} writes them, and engines that draw from one. */
final class FalseAlarmFiles {
  private static final String HEADER =
      "case,kind,id,voxels,diameter,x,y,z,hit_dice,logit,probability,x_mm,y_mm,z_mm\n";

  private FalseAlarmFiles() {}

  /** Each of a kind, a position in voxels and a score; mm are of a spacing of (1, 2, 3). */
  static Path list(Path folder, String name, String... rows) throws IOException {
    StringBuilder text = new StringBuilder(HEADER);
    for (String row : rows) {
      text.append(row).append('\n');
    }
    return Files.writeString(folder.resolve(name), text);
  }

  static EngineOptions options(Path file, Order order, double share) {
    return EngineOptions.defaults()
        .backend("reference")
        .patchSize(4, 4, 4)
        .batchSize(1)
        .negativesPerPositive(4)
        .negatives(
            Negatives.parse("anywhere").hard(new FalseAlarms(file.toString(), order), share));
  }
}
