package org.ibengine.benchmarks.torch;

import org.ibengine.Batch;
import org.ibengine.Epoch;
import org.ibengine.dlpack.DlpackBatch;
import org.ibengine.torch.TorchBatch;

/**
 * What one batch cost its consumer, in nanoseconds.
 *
 * @param take until the engine handed it out
 * @param tensors from then until image and label were there as tensors
 * @param giveBack from then until the engine had its memory back
 */
record HandOver(long take, long tensors, long giveBack) {
  long whole() {
    return take + tensors + giveBack;
  }

  /** How batches become tensors. */
  enum Way {
    LIBTORCH("libtorch") {
      @Override
      HandOver of(Epoch epoch) {
        long asked = System.nanoTime();
        Batch batch = epoch.next();
        long taken = System.nanoTime();
        TorchBatch tensors = TorchBatch.of(batch);
        tensors.image();
        tensors.label();
        long there = System.nanoTime();
        tensors.close();
        return new HandOver(taken - asked, there - taken, System.nanoTime() - there);
      }
    },
    DLPACK("DLPack") {
      @Override
      HandOver of(Epoch epoch) {
        long asked = System.nanoTime();
        Batch batch = epoch.next();
        long taken = System.nanoTime();
        DlpackBatch exported = DlpackBatch.of(batch, 0);
        long image = exported.exportVersioned(batch.image());
        long label = exported.exportVersioned(batch.label());
        long there = System.nanoTime();
        DlpackBatch.deleteVersioned(image);
        DlpackBatch.deleteVersioned(label);
        exported.close();
        return new HandOver(taken - asked, there - taken, System.nanoTime() - there);
      }
    };

    private final String text;

    Way(String text) {
      this.text = text;
    }

    /** Takes the next batch, has its tensors and gives them back. */
    abstract HandOver of(Epoch epoch);

    @Override
    public String toString() {
      return text;
    }
  }
}
