package org.ibengine.cuda;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.platform.engine.TestSource;
import org.junit.platform.engine.support.descriptor.MethodSource;

/**
 * Which tests of the contract suites are run; a list is a file beside this class with a line for
 * each, as {@code CudaBackendSuite#aTest}, and comments after {@code //}.
 *
 * @param names empty: all tests
 */
record ChosenTests(Set<String> names) {
  static final ChosenTests ALL = new ChosenTests(Set.of());

  static ChosenTests named(String list) {
    try (InputStream in = ChosenTests.class.getResourceAsStream(list + ".txt")) {
      if (in == null) {
        throw new IllegalArgumentException("a list must be smoke, sanitizer or all, was " + list);
      }
      return new ChosenTests(
          new String(in.readAllBytes(), StandardCharsets.UTF_8)
              .lines()
              .map(line -> line.replaceFirst("//.*", "").strip())
              .filter(line -> !line.isEmpty())
              .collect(Collectors.toUnmodifiableSet()));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** As {@code CudaBackendSuite#aTest}; empty for what is not a method. */
  static Optional<String> nameOf(Optional<TestSource> source) {
    return source
        .filter(MethodSource.class::isInstance)
        .map(MethodSource.class::cast)
        .map(method -> simple(method.getClassName()) + "#" + method.getMethodName());
  }

  private static String simple(String className) {
    return className.substring(className.lastIndexOf('.') + 1);
  }

  boolean includes(String name) {
    return names.isEmpty() || names.contains(name);
  }
}
