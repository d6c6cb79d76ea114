package org.ibengine.pipeline;

import java.util.List;
import java.util.function.IntToLongFunction;
import org.ibengine.error.OwnPartException;
import org.ibengine.plan.PatchRequest;
import org.ibengine.text.Text;
import org.ibengine.volume.BufferAllocator;

/** Fills batches in host memory as another filler does, then changes each patch. */
public final class TransformingFiller implements BatchFiller {
  private final BatchFiller filler;
  private final BatchShape shape;
  private final PatchTransform transform;
  private final IntToLongFunction seeds;

  /**
   * Owns nothing.
   *
   * @param filler whose slots lie in host memory
   * @param shape of its batches
   * @param seeds of a patch, by the ordinal of its request
   */
  public TransformingFiller(
      BatchFiller filler, BatchShape shape, PatchTransform transform, IntToLongFunction seeds) {
    this.filler = filler;
    this.shape = shape;
    this.transform = transform;
    this.seeds = seeds;
  }

  @Override
  public BatchSlot newSlot() {
    return filler.newSlot();
  }

  @Override
  public BatchSlot newSlotIn(BufferAllocator memory) {
    return filler.newSlotIn(memory);
  }

  @Override
  public int atOnce() {
    return filler.atOnce();
  }

  @Override
  public void fill(List<PatchRequest> requests, BatchSlot slot) throws InterruptedException {
    filler.fill(requests, slot);
    transform(requests, (HostSlot) slot);
  }

  @Override
  public void fillBesideOthers(List<PatchRequest> requests, BatchSlot slot, int callers)
      throws InterruptedException {
    filler.fillBesideOthers(requests, slot, callers);
    transform(requests, (HostSlot) slot);
  }

  private void transform(List<PatchRequest> requests, HostSlot slot) {
    for (int item = 0; item < requests.size(); item++) {
      PatchRequest request = requests.get(item);
      long seed = seeds.applyAsLong(request.ordinal());
      GatheredPatch patch = new GatheredPatch(shape, slot, item, request, seed);
      try {
        transform.apply(patch);
      } catch (Exception e) { // other languages throw checked ones undeclared
        throw new OwnPartException(
            Text.format(
                "case %s, patch %d of the epoch: its transform failed: %s",
                request.caseName(), request.ordinal(), e),
            e);
      } finally {
        patch.end();
      }
    }
  }
}
