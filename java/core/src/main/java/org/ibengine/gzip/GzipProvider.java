package org.ibengine.gzip;

import java.util.Optional;

/** A gzip found by {@link java.util.ServiceLoader}; asking it anything must never throw. */
public interface GzipProvider {
  /** For people, such as {@code ISA-L gzip}. */
  String name();

  /** Why it cannot run here; empty if it can. */
  Optional<String> unavailableReason();

  /** The codec, if it can run here. */
  GzipCodec codec();
}
