package org.ibengine.benchmarks.torch;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import org.bytedeco.javacpp.PointerScope;
import org.ibengine.torch.Libtorch;
import org.junit.jupiter.api.extension.AfterEachCallback;
import org.junit.jupiter.api.extension.BeforeEachCallback;
import org.junit.jupiter.api.extension.ConditionEvaluationResult;
import org.junit.jupiter.api.extension.ExecutionCondition;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.extension.ExtensionContext;

/**
 * Skips the tests, with the reason, where libtorch cannot be loaded. What a test makes is freed
 * after it.
 */
@Target(ElementType.TYPE)
@Retention(RetentionPolicy.RUNTIME)
@ExtendWith({RequiresLibtorch.Condition.class, RequiresLibtorch.Scope.class})
public @interface RequiresLibtorch {
  /** Whether it can be loaded. */
  final class Condition implements ExecutionCondition {
    @Override
    public ConditionEvaluationResult evaluateExecutionCondition(ExtensionContext context) {
      return Libtorch.unavailableReason()
          .map(reason -> ConditionEvaluationResult.disabled("libtorch " + reason))
          .orElseGet(() -> ConditionEvaluationResult.enabled("libtorch runs here"));
    }
  }

  /** A pointer scope around each test. */
  final class Scope implements BeforeEachCallback, AfterEachCallback {
    @Override
    public void beforeEach(ExtensionContext context) {
      context
          .getStore(ExtensionContext.Namespace.create(Scope.class))
          .put("scope", new PointerScope());
    }

    @Override
    public void afterEach(ExtensionContext context) {
      context
          .getStore(ExtensionContext.Namespace.create(Scope.class))
          .remove("scope", PointerScope.class)
          .close();
    }
  }
}
