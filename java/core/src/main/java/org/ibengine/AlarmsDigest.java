package org.ibengine;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;
import org.ibengine.error.DatasetException;
import org.ibengine.io.IoReason;
import org.ibengine.io.RegularFile;
import org.ibengine.plan.FalseAlarms;
import org.ibengine.store.Sha256;

/** What a list of false alarms says, so that it can be told from another under the same name. */
final class AlarmsDigest {
  private static final int DIGITS = 16;

  private AlarmsDigest() {}

  /**
   * 16 hex digits of the file as it is now; empty where options name none.
   *
   * @throws DatasetException if it cannot be read
   */
  static Optional<String> of(EngineOptions options) {
    return options.sampling().negatives().alarms().map(AlarmsDigest::of);
  }

  /** The same; empty also where the file cannot be read, as where nothing is drawn from it. */
  static Optional<String> ifReadable(EngineOptions options) {
    try {
      return of(options);
    } catch (DatasetException e) { // whoever reads the list says why
      return Optional.empty();
    }
  }

  private static String of(FalseAlarms list) {
    Path file = Path.of(list.file());
    try {
      RegularFile.require(file);
      return Sha256.ofFile(file).substring(0, DIGITS);
    } catch (IOException e) {
      throw new DatasetException(file, "cannot be read: " + IoReason.of(e), e);
    }
  }
}
