package org.ibengine.cli.serve;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.function.BooleanSupplier;
import org.ibengine.Batch;
import org.ibengine.cpu.SharedMemory;
import org.ibengine.tensor.Tensor;

/** A memory file that clients map; what a client has said about a batch is so at once. */
final class HostMemory extends ServedMemory implements Lending {
  private final SharedMemory memory;

  HostMemory(SharedMemory memory) {
    this.memory = memory;
  }

  @Override
  void describe(ObjectNode welcome) {
    welcome.put("memory", "host");
    welcome.put("descriptor", memory.descriptor());
  }

  @Override
  Lending lendTo(long client) {
    return this;
  }

  @Override
  void end() {}

  @Override
  void farewell(BooleanSupplier sessionsAreOver) {}

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
