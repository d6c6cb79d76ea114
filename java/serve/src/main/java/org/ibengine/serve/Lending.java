package org.ibengine.serve;

import com.fasterxml.jackson.databind.node.ObjectNode;
import org.ibengine.Batch;
import org.ibengine.tensor.Tensor;

/** The way of batches to one client and back. Thread-safe. */
interface Lending extends AutoCloseable {
  /** Adds where the tensor lies; the same whenever it lies there. */
  void describe(ObjectNode node, Tensor tensor);

  /** Adds what else a client needs to use the batch; the same whenever it lies in the same slot. */
  void describe(ObjectNode node, Batch batch);

  /** To be called before the client is told of the batch. */
  void announce(Batch batch);

  /** The client has said that it is done with the batch; closes it as soon as that is so. */
  void takeBack(Batch batch);

  /**
   * Blocks until a client that is gone without a goodbye cannot touch batches any more; those that
   * come back from then on are closed at once.
   */
  void awaitClientsEnd();

  /** Blocks until the batches that were taken back are closed. Idempotent. */
  @Override
  void close();
}
