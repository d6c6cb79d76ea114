package org.ibengine.conformance;

import org.ibengine.backend.Backend;

/** What a contract tests. */
public interface BackendSource {
  /** A fresh backend whose operations use at most {@code threads} threads; the caller closes it. */
  Backend open(int threads);

  /** A fixture on a backend with two threads; the caller closes it. */
  default Fixture fixture() {
    return new Fixture(open(2));
  }
}
