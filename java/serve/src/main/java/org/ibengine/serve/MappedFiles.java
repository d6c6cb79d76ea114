package org.ibengine.serve;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.function.BooleanSupplier;

/** A memory file for each rank, which its client maps. */
final class MappedFiles extends ServedMemory {
  private final RankMemories memories;

  MappedFiles(RankMemories memories) {
    this.memories = memories;
  }

  @Override
  void describe(ObjectNode welcome, int rank) {
    welcome.put("memory", "host");
    welcome.put("descriptor", memories.of(rank).descriptor());
  }

  @Override
  Lending lendTo(int rank, long client) {
    return new HostLending(memories.of(rank));
  }

  @Override
  void end() {}

  @Override
  void farewell(BooleanSupplier sessionsAreOver) {}
}
