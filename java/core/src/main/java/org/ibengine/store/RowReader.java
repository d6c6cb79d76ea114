package org.ibengine.store;

import java.io.IOException;
import java.nio.ByteBuffer;
import org.ibengine.volume.Box;

/** Writes rows of one volume into memory that it is given. Thread-safe. */
@FunctionalInterface
public interface RowReader {
  /**
   * @param rows whole along x
   * @param into little-endian, x fastest, then y, then z; has to be full afterwards
   */
  void read(Box rows, ByteBuffer into) throws IOException;
}
