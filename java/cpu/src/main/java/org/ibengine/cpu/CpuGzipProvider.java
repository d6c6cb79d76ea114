package org.ibengine.cpu;

import java.util.Optional;
import org.ibengine.gzip.GzipCodec;
import org.ibengine.gzip.GzipProvider;

/** Provides ISA-L's gzip to backends that have no gzip of their own. */
public final class CpuGzipProvider implements GzipProvider {
  @Override
  public String name() {
    return "ISA-L gzip";
  }

  @Override
  public Optional<String> unavailableReason() {
    return CpuLoader.unavailableReason();
  }

  @Override
  public GzipCodec codec() {
    return new CpuGzipCodec();
  }
}
