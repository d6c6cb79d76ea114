package org.ibengine.prepare;

import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.zip.CRC32C;
import org.ibengine.backend.Backend;
import org.ibengine.backend.Normalisation;
import org.ibengine.backend.PatchGather;
import org.ibengine.error.DatasetException;
import org.ibengine.gzip.GzipCodec;
import org.ibengine.index.ModalityScales;
import org.ibengine.index.RawScale;
import org.ibengine.io.nifti.NiftiWriter;
import org.ibengine.store.CaseStaging;
import org.ibengine.store.OutputFile;
import org.ibengine.tensor.ElementType;
import org.ibengine.volume.Box;
import org.ibengine.volume.Geometry;
import org.ibengine.volume.HostBuffer;
import org.ibengine.volume.Volume;
import org.ibengine.volume.VoxelType;
import org.ibengine.work.Workers;

/**
 * Makes patch files: gathers directly after the header, deflates, and lets other threads write.
 * Large patches go through in slabs, one gzip member each, so memory does not depend on lesions.
 * Thread-safe.
 */
final class PatchWriter implements AutoCloseable {
  // Stays in the second-level cache from gather to write: a fifth less processor time than 16 MiB.
  private static final int SLAB_BYTES = 1 << 20;

  private static final int RAW_BYTES = SLAB_BYTES + NiftiWriter.HEADER_BYTES;

  private final Backend backend;
  private final GzipCodec gzip;
  private final Workers workers;
  private final StageClock clock;
  private final ModalityScales scales;
  private final BufferRing raw;
  private final BufferRing encoded;

  PatchWriter(
      Backend backend, ModalityScales scales, int threads, Workers workers, StageClock clock) {
    this.backend = backend;
    this.gzip = backend.gzip();
    this.workers = workers;
    this.clock = clock;
    this.scales = scales;
    raw = new BufferRing(backend, threads, RAW_BYTES);
    encoded = new BufferRing(backend, encodedCount(threads), gzip.maxEncodedSize(RAW_BYTES));
  }

  /** Bytes of all buffers that a writer for so many threads holds. */
  static long bufferBytes(GzipCodec gzip, int threads) {
    return (long) threads * RAW_BYTES
        + (long) encodedCount(threads) * gzip.maxEncodedSize(RAW_BYTES);
  }

  private static int encodedCount(int threads) {
    return 8 * threads + Workers.WRITERS; // what the disk may lag behind
  }

  /**
   * Makes all files of a case and waits until they are on the disk.
   *
   * @param staging receives them
   * @param done called after each file
   * @return in the order of {@code patches}
   * @throws DatasetException if the case lacks what a normalisation needs
   */
  List<OutputFile> write(
      LoadedCase item, List<PatchFile> patches, CaseStaging staging, Runnable done) {
    item.modalities().forEach(modality -> scale(item, modality));
    AtomicBoolean failed = new AtomicBoolean();
    List<CompletableFuture<OutputFile>> files = new ArrayList<>();
    for (PatchFile patch : patches) {
      Path target = staging.file(patch.path());
      CompletableFuture<OutputFile> file =
          workers
              .compute(() -> failed.get() ? null : start(item, patch, target))
              .thenCompose(started -> started == null ? never() : started)
              .whenComplete(
                  (output, error) -> {
                    failed.compareAndSet(false, error != null);
                    done.run();
                  });
      files.add(file);
    }
    return Workers.awaitAll(files);
  }

  /** Stands for a file that is not begun because another has failed. */
  private static CompletableFuture<OutputFile> never() {
    return CompletableFuture.completedFuture(null);
  }

  /** Does what needs a processor; the future is the wait for the disk. */
  private CompletableFuture<OutputFile> start(LoadedCase item, PatchFile patch, Path target)
      throws InterruptedException {
    boolean label = patch.channel() == PatchFile.LABEL_CHANNEL;
    ElementType type = label ? ElementType.UINT8 : ElementType.FLOAT32;
    List<Box> slabs = Slabs.of(patch.box(), SLAB_BYTES / type.sizeBytes());
    FileSink sink = new FileSink(target, workers.write(), clock);
    CRC32C checksum = new CRC32C();
    long bytes = 0;
    HostBuffer memory = raw.take();
    try {
      for (int i = 0; i < slabs.size(); i++) {
        ByteBuffer part = gather(item, patch, slabs.get(i), memory);
        bytes += deflate(part, sink, checksum, i + 1 == slabs.size());
      }
    } catch (RuntimeException | InterruptedException | Error e) {
      sink.abandon();
      throw e;
    } finally {
      raw.giveBack(memory);
    }
    OutputFile output = new OutputFile(patch.path(), bytes, (int) checksum.getValue());
    return sink.done().thenApply(nothing -> output);
  }

  /** The slab's voxels, after the header if it is the first. */
  private ByteBuffer gather(LoadedCase item, PatchFile patch, Box slab, HostBuffer memory) {
    long start = System.nanoTime();
    boolean label = patch.channel() == PatchFile.LABEL_CHANNEL;
    ElementType type = label ? ElementType.UINT8 : ElementType.FLOAT32;
    int header = 0;
    if (slab.begin().equals(patch.box().begin())) {
      header = NiftiWriter.HEADER_BYTES;
      Geometry grid = item.geometry();
      Geometry own =
          new Geometry(
              patch.box().size(), grid.spacing(), grid.affine().croppedAt(patch.box().begin()));
      NiftiWriter.putHeader(
          memory.bareView(0, header), own, label ? VoxelType.UINT8 : VoxelType.FLOAT32);
    }
    Volume volume = label ? item.mask().volume() : item.modalities().get(patch.channel()).volume();
    Normalisation scale = label ? null : scale(item, item.modalities().get(patch.channel()));
    PatchGather.Target target = new PatchGather.Target(memory, header, type);
    backend.gatherPatches(
        List.of(PatchGather.crop(volume, slab.begin(), slab.size(), scale, target)),
        Backend.ALL_THREADS);
    int length = header + Math.toIntExact(slab.size().voxels() * type.sizeBytes());
    clock.add(Stage.GATHER, start, length);
    return memory.bareView(0, length);
  }

  private Normalisation scale(LoadedCase item, LoadedCase.Modality modality) {
    try {
      RawScale scale = scales.of(item.name(), modality.index());
      return new Normalisation(scale.subtract(), scale.divide(), scale.low(), scale.high());
    } catch (IllegalArgumentException e) {
      throw new DatasetException(modality.image().header().path(), e.getMessage(), e);
    }
  }

  /** Queues one gzip member; returns its length. */
  private int deflate(ByteBuffer part, FileSink sink, CRC32C checksum, boolean last)
      throws InterruptedException {
    HostBuffer target = encoded.take();
    try {
      long start = System.nanoTime();
      int length = part.remaining();
      ByteBuffer bytes = target.bareView(0, gzip.maxEncodedSize(length));
      gzip.encode(part, bytes);
      checksum.update(bytes.flip().duplicate());
      clock.add(Stage.DEFLATE, start, length);
      int size = bytes.remaining();
      sink.append(bytes, last, () -> encoded.giveBack(target));
      return size;
    } catch (RuntimeException | Error e) {
      encoded.giveBack(target);
      throw e;
    }
  }

  /** Frees the buffers; nothing may be under way. */
  @Override
  public void close() {
    raw.close();
    encoded.close();
  }
}
