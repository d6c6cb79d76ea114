package org.ibengine.pipeline;

import java.util.List;
import org.ibengine.plan.PatchRequest;

/**
 * The batches of one rank in one epoch, for the run that fills them. Called on its threads. If the
 * last two throw, the run loses no batch: whoever opens the next epoch meets the cause again.
 */
public interface BatchSequence {
  /** The first to be made. */
  int firstStep();

  /** One past the last. */
  int steps();

  /** What a step shows. */
  List<PatchRequest> requests(int step);

  /**
   * Called once, after a batch that fewer than two rings' worth of others follow; not where there
   * is none at all.
   */
  void nearEnd();

  /**
   * Called once, when every batch has its slot: whatever it begins on the same ring comes after.
   */
  void allClaimed();
}
