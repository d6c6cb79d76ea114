package org.ibengine.cuda;

import org.ibengine.EngineOptions;
import org.ibengine.conformance.EngineSource;

/** Engines of backend cuda with two slots, so that each is filled again and again. */
interface EngineOnDriverDouble extends EngineSource, OnDriverDouble {
  @Override
  default String backendName() {
    return "cuda";
  }

  @Override
  default EngineOptions options() {
    return EngineSource.super.options().batchSize(2).repeats(2).prefetch(2);
  }
}
