package org.ibengine.benchmarks.torch;

import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.locks.Lock;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.NoGradGuard;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;
import org.ibengine.BatchItem;
import org.ibengine.Epoch;
import org.ibengine.label.SizeBin;
import org.ibengine.text.Text;
import org.ibengine.torch.TorchBatch;
import org.ibengine.torch.TorchBatches;

/**
 * Which instances a network finds in their validation patches: one is found if a voxel of it has
 * probability above one half.
 */
final class LesionRecall {
  /** Instances found, of how many. */
  record Count(int found, int of) {
    Count plus(boolean hit) {
      return new Count(found + (hit ? 1 : 0), of + 1);
    }

    @Override
    public String toString() {
      return of == 0 ? "none" : Text.format("%d of %d (%.2f)", found, of, (double) found / of);
    }
  }

  private final HeldOut heldOut;
  private final Map<SizeBin, Count> sizes = new TreeMap<>();
  private Count unseen = new Count(0, 0);
  private Count trained = new Count(0, 0);
  private Count background = new Count(0, 0);

  LesionRecall(HeldOut heldOut) {
    this.heldOut = heldOut;
  }

  /**
   * Counts every patch of a validation once.
   *
   * @param computing held for each batch
   */
  void measure(UNet network, Epoch validation, Lock computing) {
    for (TorchBatch batch : TorchBatches.of(validation)) {
      computing.lock();
      try {
        measure(network, batch);
      } finally {
        computing.unlock();
      }
    }
  }

  @SuppressWarnings("try") // scope and guard work by being there
  private void measure(UNet network, TorchBatch batch) {
    try (PointerScope scope = new PointerScope();
        NoGradGuard guard = new NoGradGuard()) {
      Tensor positive = network.logits(batch.image()).gt(new Scalar(0));
      for (int i = 0; i < batch.items().size(); i++) {
        if (!batch.items().get(i).filler()) {
          count(batch.items().get(i), positive.select(0, i), batch.instances().select(0, i));
        }
      }
    }
  }

  private void count(BatchItem item, Tensor positive, Tensor instances) {
    if (!item.positive()) {
      background = background.plus(positive.any().item_bool());
      return;
    }
    int id = item.instance().id();
    boolean found = positive.logical_and(instances.eq(new Scalar(id))).any().item_bool();
    if (!heldOut.holds(id)) {
      trained = trained.plus(found);
      return;
    }
    unseen = unseen.plus(found);
    SizeBin bin = SizeBin.of(item.instance().voxels());
    sizes.put(bin, sizes.getOrDefault(bin, new Count(0, 0)).plus(found));
  }

  /** Of instances that training has not seen. */
  Count unseen() {
    return unseen;
  }

  /** The same by size. */
  Map<SizeBin, Count> sizes() {
    return sizes;
  }

  /** Of instances that training has seen; none where subjects are held out. */
  Count trained() {
    return trained;
  }

  /** Background patches with anything found in them. */
  Count background() {
    return background;
  }
}
