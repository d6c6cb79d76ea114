package org.ibengine.predict;

import java.nio.FloatBuffer;
import org.ibengine.Batch;

/** A trained network, of whatever framework. One thread at a time uses it. */
public interface WindowModel {
  /**
   * Channels of its output: 1, the logit of foreground, or 2, those of background and foreground.
   */
  int outputs();

  /**
   * What it says of the patches of a batch.
   *
   * @param batch remains the caller's, and is read only
   * @return float32 of shape (batch, outputs, Z, Y, X), contiguous, from the position on; valid
   *     until the next call
   */
  FloatBuffer logits(Batch batch);
}
