package org.ibengine.dataset;

import java.io.IOException;
import java.nio.ByteBuffer;
import org.ibengine.index.DatasetIndex;
import org.ibengine.volume.Box;

/**
 * Cases whose voxels come from somewhere else than a dataset folder: from memory, another store, a
 * remote service. For {@code IbEngine.open(source, options)}.
 *
 * <p>What the index says decides what is drawn, exactly as with a folder: a source with the index
 * and the voxels of a prepared folder delivers the same bytes, and a state of one is resumed on the
 * other. {@link CaseMeasure} makes the index of cases that were never prepared.
 *
 * <p>Volumes that find room within the engine's memory limit are read once, whole; of the others
 * the rows of a patch are read each time it is shown. What the source itself keeps in memory is not
 * counted. It is not closed with the engine.
 */
public interface CaseSource {
  /**
   * All cases without their voxels. Called once, when the engine is opened, on the thread that
   * opens it.
   *
   * @return names, sizes, instances and background windows; the options' {@code patchSize} is the
   *     one that windows were made for, and the engine's where its own options name none
   * @throws IOException if they cannot be told; opening fails with it as the cause
   */
  DatasetIndex cases() throws IOException;

  /**
   * Writes voxels of one volume, as they are, without slope and intercept. Called by many threads
   * at once, until the engine is closed; may block. Any exception ends the epoch, not the engine,
   * with an {@link org.ibengine.error.OwnPartException} that names case and volume; the next epoch
   * asks again.
   *
   * @param caseName one of {@link #cases}
   * @param volume a modality of the case, or {@link #LABEL}
   * @param rows what to write, in voxels of the volume: always whole along x, any range of y and z,
   *     at most 64 MiB unless a single row is longer
   * @param into receives all voxels of {@code rows} from its position to its limit, in
   *     little-endian order: x fastest, then y, then z; of the type in the index, uint8 for the
   *     label map. Must be full on return. The engine's: not to be used after the call
   * @throws IOException if they cannot be read
   */
  void read(String caseName, String volume, Box rows, ByteBuffer into) throws IOException;

  /** The label map: uint8, 0 is background. */
  String LABEL = "label";
}
