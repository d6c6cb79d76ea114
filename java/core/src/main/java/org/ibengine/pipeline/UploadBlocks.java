package org.ibengine.pipeline;

import java.util.concurrent.Semaphore;
import org.ibengine.backend.DeviceStream;
import org.ibengine.error.Failures;
import org.ibengine.volume.VolumeData;

/**
 * How many volumes may be in host memory on their way to a device: one a loader that is being read,
 * one a loader that is being copied. Thread-safe.
 */
final class UploadBlocks {
  /** Volumes of each loader in host memory at once. */
  static final int EACH = 2;

  private final Semaphore free;
  private final StreamTail copying = new StreamTail();

  /** For at most {@code loaders} threads. */
  UploadBlocks(int loaders) {
    free = new Semaphore(loaders * EACH);
  }

  /** Room for a volume of the calling loader; blocks until a copy is done where all is taken. */
  Block take() {
    copying.giveBackPassed();
    // A loader holds one block that is not being copied, so most of the others are: no idle turns.
    while (!free.tryAcquire()) {
      copying.giveBackOldest();
    }
    return new Block();
  }

  /** Blocks until every copy is done. */
  void drain() {
    copying.giveBackAll();
  }

  /** Room for one volume, given back on {@code close} or after its copy. Not thread-safe. */
  final class Block implements AutoCloseable {
    private VolumeData volume; // null until it is read
    private boolean left;

    private Block() {}

    /** The block frees it. */
    VolumeData hold(VolumeData read) {
      volume = read;
      return read;
    }

    /** Gives it back after what is queued on {@code stream} now. */
    void leave(DeviceStream stream) {
      left = true;
      copying.add(stream, this::giveBack);
    }

    private void giveBack() {
      Failures failures = new Failures();
      if (volume != null) {
        failures.collect(volume.data()::close);
      }
      free.release();
      failures.rethrow();
    }

    /** Gives it back unless it was left. */
    @Override
    public void close() {
      if (!left) {
        giveBack();
      }
    }
  }
}
