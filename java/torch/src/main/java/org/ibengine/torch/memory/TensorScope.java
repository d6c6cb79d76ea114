package org.ibengine.torch.memory;

import java.util.function.Supplier;
import org.bytedeco.javacpp.Pointer;
import org.bytedeco.javacpp.PointerScope;

/**
 * Frees what a computation makes on its way. Libtorch's tensors are freed with the scope they were
 * made in, or by the garbage collector, which does not know how large they are. Thread-safe; scopes
 * belong to their threads.
 */
public final class TensorScope {
  private TensorScope() {}

  /**
   * What {@code body} returns; everything else that it makes is freed on return, even if it throws.
   * The result belongs to the caller's scope, if there is one.
   */
  @SuppressWarnings("try") // a scope works by being there
  public static <P extends Pointer> P result(Supplier<P> body) {
    PointerScope outer = PointerScope.getInnerScope();
    P result;
    try (PointerScope scope = new PointerScope()) {
      result = body.get();
      result.retainReference(); // outlives this scope
    }
    if (outer != null) {
      outer.attach(result);
      result.releaseReference();
    }
    return result;
  }

  /**
   * Makes {@code pointer} the caller's alone, to be released by {@link Pointer#releaseReference}:
   * whoever has a scope open would free it with the scope.
   */
  public static <P extends Pointer> P outlive(P pointer) {
    pointer.retainReference();
    PointerScope scope = PointerScope.getInnerScope();
    if (scope != null) {
      scope.detach(pointer);
    }
    return pointer;
  }
}
