package org.ibengine.prepare;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import org.ibengine.backend.Backend;
import org.ibengine.backend.reference.ReferenceBackend;
import org.ibengine.index.CropOptions;
import org.ibengine.index.DatasetOptions;
import org.ibengine.index.GridOptions.LabelInterpolation;
import org.ibengine.index.Layout;
import org.ibengine.input.Discovery;
import org.ibengine.input.InputRequest;
import org.ibengine.volume.HostBuffer;
import org.ibengine.volume.VoxelType;
import org.junit.jupiter.api.Test;

/** What a case takes that is brought to another grid, against what it is said to take. */
class GridMemoryTest extends OnRawCases {
  private final GridWish wish = new GridWish();

  /** Counts the bytes that are taken and not closed. */
  private static final class Counting implements Backend {
    private final Backend reference = new ReferenceBackend();
    private final AtomicLong live = new AtomicLong();
    private final AtomicLong peak = new AtomicLong();

    @Override
    public String name() {
      return "counting";
    }

    @Override
    public String description() {
      return "counts";
    }

    @Override
    public HostBuffer allocate(long sizeBytes) {
      HostBuffer buffer = reference.allocate(sizeBytes);
      peak.accumulateAndGet(live.addAndGet(sizeBytes), Math::max);
      return new Counted(buffer, sizeBytes);
    }

    @Override
    public void close() {
      reference.close();
    }

    private final class Counted implements HostBuffer {
      private final HostBuffer buffer;
      private final AtomicLong counted;

      Counted(HostBuffer buffer, long bytes) {
        this.buffer = buffer;
        this.counted = new AtomicLong(bytes);
      }

      @Override
      public long sizeBytes() {
        return buffer.sizeBytes();
      }

      @Override
      public ByteBuffer view(long offset, int length) {
        return buffer.view(offset, length);
      }

      @Override
      public long address() {
        return buffer.address();
      }

      @Override
      public void close() {
        live.addAndGet(-counted.getAndSet(0));
        buffer.close();
      }
    }
  }

  /** Returns how much was taken, in parts of what had been said. */
  private double share() {
    DatasetOptions options =
        wish.on(RawCases.options(Layout.VOLUMES)).withModalities(List.of("FLAIR", "T1"));
    Counting counting = new Counting();
    CaseNeed need =
        CaseNeed.of(Discovery.of(InputRequest.of(List.of(root))).cases().get(0), options, counting);
    PrepareSummary summary =
        Preparation.run(raw.request(output, options), counting, PrepareListener.NONE);
    assertEquals(List.of(), summary.failures());
    assertEquals(0, counting.live.get());
    return counting.peak.get() / (double) need.peakBytes();
  }

  @Test
  void itIsNoMoreThanThat() throws IOException {
    raw.add("p", LESION);
    wish.spacing(0.05, 0.1, 0.15); // 8,000 voxels for each of the files'
    assertBetween(0.6, 1, share());
  }

  @Test
  void aVoteAmongLargeLabelsOfAFloatingTypeIsCounted() throws IOException {
    raw.add("p", LESION);
    Files.delete(root.resolve("p/GT.nii.gz"));
    VoxelFiles.write(root.resolve("p"), "GT.nii", VoxelType.FLOAT32, i -> i == 99 ? 70000 : 0);
    wish.spacing(0.05, 0.1, 0.15).labels(LabelInterpolation.LINEAR);
    assertBetween(0.6, 1, share());
  }

  @Test
  void aCropMayTakeLess() throws IOException {
    raw.add("p", LESION);
    wish.spacing(0.05, 0.1, 0.15).crop(new CropOptions(List.of(3L), 0));
    assertBetween(0.01, 0.9, share());
  }

  private static void assertBetween(double least, double most, double share) {
    assertTrue(least <= share && share <= most, "share " + share);
  }
}
