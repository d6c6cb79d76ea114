package org.ibengine.cuda;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.zip.CRC32C;
import org.ibengine.Batch;
import org.ibengine.EngineOptions;
import org.ibengine.Epoch;
import org.ibengine.IbEngine;
import org.ibengine.conformance.EngineSource;
import org.ibengine.plan.Augmentation;
import org.ibengine.plan.Placement;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;

/** A small engine on a device that can fail, and what it must deliver. */
abstract class FaultyDevice implements EngineSource {
  static final long RING = 4 * 2 * 100 * (4 + 1);
  static final long SLOTS = RING + 4 * 4096; // with a list of patches each

  /** Where the volumes lie. */
  enum Memory {
    DEVICE,
    HOST,
    DISK
  }

  @BeforeEach
  void reset() {
    DriverDouble.reset();
  }

  @AfterEach
  void nothingIsLeft() {
    DriverDouble.assertNothingIsOpen();
    DriverDouble.reset();
  }

  @Override
  public String backendName() {
    return "cuda";
  }

  final EngineOptions options(Memory memory) {
    EngineOptions options =
        options()
            .modalities("T1")
            .batchSize(2)
            .prefetch(2)
            .threads(2)
            .negativesPerPositive(0)
            .placement(Placement.REFERENCE)
            .augmentation(Augmentation.NONE);
    return switch (memory) {
      case DEVICE -> options;
      case HOST -> options.maxDeviceMemory(SLOTS);
      case DISK -> options.maxDeviceMemory(SLOTS).maxMemory(8_000);
    };
  }

  /** What an epoch delivers, whatever its number: placement and order apart it is the same. */
  static List<Long> validation(IbEngine engine) {
    List<Long> checksums = new ArrayList<>();
    try (Epoch epoch = engine.validation()) {
      for (Batch batch : epoch) {
        ByteBuffer bytes = ByteBuffer.allocate((int) batch.image().sizeBytes());
        batch.image().copyTo(0, bytes);
        CRC32C checksum = new CRC32C();
        checksum.update(bytes.flip());
        checksums.add(checksum.getValue());
        batch.closeAfter(0);
      }
    }
    return checksums;
  }

  final List<Long> expected() {
    List<Long> expected = new ArrayList<>();
    try (IbEngine engine = volumes(options(Memory.DEVICE).backend("reference"));
        Epoch epoch = engine.validation()) {
      for (Batch batch : epoch) {
        CRC32C checksum = new CRC32C();
        checksum.update(batch.image().bytes(0, (int) batch.image().sizeBytes()));
        expected.add(checksum.getValue());
      }
    }
    return expected;
  }
}
