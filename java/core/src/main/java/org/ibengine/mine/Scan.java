package org.ibengine.mine;

import java.nio.file.Path;
import java.util.List;

/**
 * A scan and its lung masks.
 *
 * @param uid name of the file without its ending
 * @param file of the header
 * @param masks of the same uid: more than one is refused where a mask is needed
 */
record Scan(String uid, Path file, List<Path> masks) {
  Scan {
    masks = List.copyOf(masks);
  }
}
