package org.ibengine.synth;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.Consumer;
import org.ibengine.error.DatasetException;
import org.ibengine.gzip.GzipCodec;
import org.ibengine.io.IoReason;
import org.ibengine.io.nifti.NiftiWriter;
import org.ibengine.volume.Affine;
import org.ibengine.volume.Geometry;
import org.ibengine.volume.VoxelType;

/**
 * Writes balls as NIfTI, several at once: all into one folder ({@code img0.nii.gz}, {@code
 * seg0.nii.gz}), or each into a case folder ({@code img.nii.gz}, {@code GT.nii.gz}). Voxels are 1
 * mm wide. A file is complete or not there; the label is written last. Thread-safe.
 */
public final class BallWriter {
  private static final String CASE_IMAGE = "img.nii.gz";

  private final Path out;
  private final BallOptions options;
  private final GzipCodec codec;

  /**
   * @param out created if missing
   */
  public BallWriter(Path out, BallOptions options, GzipCodec codec) {
    this.out = out;
    this.options = options;
    this.codec = codec;
  }

  /**
   * How much is written, and how.
   *
   * @param balls numbered from 0
   * @param cases whether each gets a folder
   * @param threads how many balls at once
   * @param replace whether files that exist are overwritten
   */
  public record Amount(int balls, boolean cases, int threads, boolean replace) {}

  /** A ball on the disk: its label. */
  public record Written(Path label, Ball ball, long bytes) {}

  /**
   * Blocks until all are written. The files do not depend on the threads.
   *
   * @param done hears of each ball, in their order, on the calling thread
   * @throws DatasetException if a file exists and may not be replaced, or cannot be written
   */
  public void write(Amount amount, Consumer<Written> done) {
    for (int number = 0; number < amount.balls() && !amount.replace(); number++) {
      refuseExisting(image(number, amount));
      refuseExisting(label(number, amount));
    }
    ExecutorService pool = Executors.newFixedThreadPool(amount.threads());
    try {
      List<Future<Written>> balls = new ArrayList<>();
      for (int i = 0; i < amount.balls(); i++) {
        int number = i;
        balls.add(pool.submit(() -> written(number, amount)));
      }
      balls.forEach(ball -> done.accept(await(ball)));
    } finally {
      pool.shutdownNow();
    }
  }

  private Path image(int number, Amount amount) {
    return amount.cases()
        ? out.resolve(BallSet.caseName(options, number)).resolve(CASE_IMAGE)
        : out.resolve(BallSet.image(number));
  }

  private Path label(int number, Amount amount) {
    return amount.cases()
        ? out.resolve(BallSet.caseName(options, number)).resolve(PhantomWriter.MASK_FILE)
        : out.resolve(BallSet.label(number));
  }

  private static void refuseExisting(Path file) {
    if (Files.exists(file, LinkOption.NOFOLLOW_LINKS)) {
      throw new DatasetException(file, "exists already; --force overwrites it");
    }
  }

  private Written written(int number, Amount amount) {
    Ball ball = new Ball(options, number);
    byte[] label = ball.label();
    float[] image = ball.image(label);
    Path file = label(number, amount);
    long bytes = write(image(number, amount), floats(ball, image));
    return new Written(file, ball, bytes + write(file, bytes(ball, label)));
  }

  private static ByteBuffer floats(Ball ball, float[] image) {
    ByteBuffer file = header(ball, VoxelType.FLOAT32, image.length * Float.BYTES);
    file.asFloatBuffer().put(image);
    return file.rewind();
  }

  private static ByteBuffer bytes(Ball ball, byte[] label) {
    return header(ball, VoxelType.UINT8, label.length).put(label).rewind();
  }

  private static ByteBuffer header(Ball ball, VoxelType type, int bytes) {
    ByteBuffer file =
        ByteBuffer.allocateDirect(NiftiWriter.HEADER_BYTES + bytes).order(ByteOrder.LITTLE_ENDIAN);
    Geometry grid =
        new Geometry(ball.size(), new Geometry.Spacing(1, 1, 1), Affine.scaling(1, 1, 1));
    NiftiWriter.putHeader(file, grid, type);
    return file;
  }

  /** Returns the bytes of the file. */
  private long write(Path file, ByteBuffer content) {
    ByteBuffer encoded = ByteBuffer.allocateDirect(codec.maxEncodedSize(content.remaining()));
    codec.encode(content, encoded);
    encoded.flip();
    Path unfinished = file.resolveSibling("." + file.getFileName() + ".unfinished");
    try {
      Files.createDirectories(file.getParent());
      try (FileChannel channel =
          FileChannel.open(
              unfinished,
              StandardOpenOption.CREATE,
              StandardOpenOption.WRITE,
              StandardOpenOption.TRUNCATE_EXISTING)) {
        while (encoded.hasRemaining()) {
          channel.write(encoded);
        }
      }
      Files.move(unfinished, file, StandardCopyOption.ATOMIC_MOVE);
      return encoded.position();
    } catch (IOException e) {
      throw new DatasetException(file, "cannot be written: " + IoReason.of(e), e);
    }
  }

  private static Written await(Future<Written> ball) {
    try {
      return ball.get();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted while balls were written", e);
    } catch (ExecutionException e) {
      if (e.getCause() instanceof RuntimeException cause) {
        throw cause;
      }
      throw new IllegalStateException("a ball could not be made", e.getCause());
    }
  }
}
