package org.ibengine.serve;

import com.fasterxml.jackson.databind.node.ObjectNode;
import org.ibengine.Batch;
import org.ibengine.backend.SharedMemory;
import org.ibengine.tensor.Tensor;

/** Batches in a memory file: what a client has said about one is so at once. */
final class HostLending implements Lending {
  private final SharedMemory memory;

  HostLending(SharedMemory memory) {
    this.memory = memory;
  }

  @Override
  public void describe(ObjectNode node, Tensor tensor) {
    node.put("offset", memory.offsetOf(tensor.address()));
  }

  @Override
  public void describe(ObjectNode node, Batch batch) {}

  @Override
  public void announce(Batch batch) {}

  @Override
  public void takeBack(Batch batch) {
    batch.close();
  }

  @Override
  public void awaitClientsEnd() {}

  @Override
  public void close() {}
}
