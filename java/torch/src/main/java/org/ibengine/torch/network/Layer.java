package org.ibengine.torch.network;

import org.bytedeco.pytorch.Tensor;
import org.ibengine.torch.memory.TensorScope;

/** A part of a network. What it returns belongs to the caller's scope. */
interface Layer {
  Tensor apply(Tensor values);

  /** This, then {@code next}; what lies between is freed at once, unless a gradient needs it. */
  default Layer then(Layer next) {
    return values -> TensorScope.result(() -> next.apply(apply(values)));
  }

  /** What this makes of its input, added to what {@code other} makes of it. */
  default Layer plus(Layer other) {
    return values -> TensorScope.result(() -> apply(values).add(other.apply(values)));
  }
}
