package org.ibengine.plan;

import java.util.List;
import org.ibengine.text.Text;

/**
 * All requests of an epoch, in order, cut into global batches. Immutable. The last global batch is
 * full: what it lacks repeats the first requests of the epoch, marked as filler.
 */
public record EpochPlan(EpochId id, int globalBatch, List<PatchRequest> requests) {
  public EpochPlan {
    requests = List.copyOf(requests);
    if (globalBatch < 1) {
      throw new IllegalArgumentException("global batch must be at least 1, was " + globalBatch);
    }
    if (requests.isEmpty() || requests.size() % globalBatch != 0) {
      throw new IllegalArgumentException(
          Text.format(
              "requests must fill whole global batches of %d, were %d",
              globalBatch, requests.size()));
    }
  }

  /** How many batches each rank gets. */
  public int steps() {
    return requests.size() / globalBatch;
  }

  /** The requests of one step over all ranks. */
  public List<PatchRequest> globalBatch(int step) {
    return requests.subList(step * globalBatch, (step + 1) * globalBatch);
  }

  /**
   * The slice of one step that belongs to {@code rank} of {@code worldSize}.
   *
   * @throws IllegalArgumentException if the rank is not in [0, worldSize) or the global batch
   *     cannot be shared equally
   */
  public List<PatchRequest> batch(int step, int rank, int worldSize) {
    if (rank < 0 || rank >= worldSize) {
      throw new IllegalArgumentException(
          Text.format("rank must be in [0, world size %d), was %d", worldSize, rank));
    }
    if (globalBatch % worldSize != 0) {
      throw new IllegalArgumentException(
          Text.format("a global batch of %d cannot be shared by %d ranks", globalBatch, worldSize));
    }
    int size = globalBatch / worldSize;
    return globalBatch(step).subList(rank * size, (rank + 1) * size);
  }
}
