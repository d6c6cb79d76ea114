package org.ibengine.pipeline;

/**
 * A change of your own to training patches, after they were cut, turned and scaled and before their
 * batch is handed over: noise, blur, contrast, dropped modalities. Not to be confused with {@link
 * org.ibengine.plan.Augmentation}, which says how patches are varied while they are cut.
 *
 * <p>Called once for each patch of a training epoch, those that fill up the last batch included;
 * the validation is left as it is. The patches of a batch come one after the other on one thread,
 * several batches side by side, so it has to be thread-safe. It runs while batches are filled
 * ahead: the training loop waits for it only where it is slower than the loop.
 *
 * <p>A run can be repeated, and resumed, if it is a function of the patch and of {@link
 * GatheredPatch#seed} alone, which does not depend on threads or ranks. It is code, so it is in no
 * JSON of options and no fingerprint: a state is resumed with whatever transform the engine has.
 *
 * <p>For batches in host memory. An engine whose backend has a device refuses it when it is opened;
 * there, change batches by a kernel of your own after {@code Batch.ready}.
 */
@FunctionalInterface
public interface PatchTransform {
  /**
   * Changes the patch in place. Any exception ends the epoch with an {@link
   * org.ibengine.error.OwnPartException} that names the case, not the engine.
   *
   * @param patch valid during the call
   */
  void apply(GatheredPatch patch);
}
