package org.ibengine.cli;

import java.nio.file.Path;

/** {@link PhantomDataset} for tests of other packages. */
public final class PreparedPhantoms {
  private PreparedPhantoms() {}

  /** Returns the dataset folder inside {@code folder}. */
  public static Path in(Path folder) {
    return PhantomDataset.make(folder);
  }
}
