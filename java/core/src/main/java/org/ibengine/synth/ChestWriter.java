package org.ibengine.synth;

import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.zip.Deflater;
import java.util.zip.DeflaterOutputStream;
import org.ibengine.error.DatasetException;
import org.ibengine.io.IoReason;
import org.ibengine.volume.Size3;

/**
 * Writes chest scans as LUNA16 lays them out: {@code subset0/<uid>.mhd} with a {@code .raw}, the
 * masks of lungs {@code seg-lungs-LUNA16/<uid>.mhd} with a {@code .zraw}. Headers are written last,
 * each whole: a scan that has one is complete. Safe to use for several scans at once.
 */
final class ChestWriter {
  private static final String MASKS = "seg-lungs-LUNA16";
  private static final int SUBSETS = 10;

  private final Path out;

  ChestWriter(Path out) {
    this.out = out;
  }

  /**
   * Where the header of a scan is.
   *
   * @param number of the scan, from 0
   */
  Path header(Chest chest, int number) {
    return out.resolve("subset" + number % SUBSETS).resolve(chest.uid() + ".mhd");
  }

  /**
   * Blocks until scan and mask are complete; replaces what is there.
   *
   * @return bytes written
   * @throws DatasetException naming the file that cannot be written
   */
  long write(Chest chest, int number) {
    Path scan = header(chest, number);
    Path mask = out.resolve(MASKS).resolve(chest.uid() + ".mhd");
    Path voxels = scan.resolveSibling(chest.uid() + ".raw");
    Path labels = mask.resolveSibling(chest.uid() + ".zraw");
    ChestHeader header = new ChestHeader(chest.options(), chest.place());
    try {
      Files.createDirectories(scan.getParent());
      Files.createDirectories(mask.getParent());
      Files.deleteIfExists(scan); // its voxels are about to change
      Files.deleteIfExists(mask);
      render(chest, voxels, labels);
      String text = header.mask(labels.getFileName().toString(), Files.size(labels));
      return writeWhole(mask, text)
          + writeWhole(scan, header.scan(voxels.getFileName().toString()))
          + Files.size(voxels)
          + Files.size(labels);
    } catch (IOException e) {
      throw new DatasetException(scan, "cannot be written: " + IoReason.of(e), e);
    }
  }

  private static void render(Chest chest, Path voxels, Path labels) throws IOException {
    Size3 size = chest.options().size();
    short[] hu = new short[Math.multiplyExact(size.x(), size.y())];
    byte[] lungs = new byte[hu.length];
    ByteBuffer bytes = ByteBuffer.allocateDirect(2 * hu.length).order(ByteOrder.LITTLE_ENDIAN);
    Deflater fast = new Deflater(Deflater.BEST_SPEED);
    try (FileChannel scan =
            FileChannel.open(
                voxels,
                StandardOpenOption.CREATE,
                StandardOpenOption.WRITE,
                StandardOpenOption.TRUNCATE_EXISTING);
        OutputStream file = new BufferedOutputStream(Files.newOutputStream(labels));
        OutputStream mask = new DeflaterOutputStream(file, fast, 1 << 16)) {
      for (int z = 0; z < size.z(); z++) {
        chest.render(z, hu, lungs);
        bytes.clear().asShortBuffer().put(hu);
        while (bytes.hasRemaining()) {
          scan.write(bytes);
        }
        mask.write(lungs);
      }
    } finally {
      fast.end();
    }
  }

  /** A file that is there is complete. */
  static long writeWhole(Path file, String text) throws IOException {
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    Path unfinished = file.resolveSibling("." + file.getFileName() + ".unfinished");
    Files.write(unfinished, bytes);
    Files.move(unfinished, file, StandardCopyOption.ATOMIC_MOVE);
    return bytes.length;
  }

  static boolean exists(Path file) {
    return Files.exists(file, LinkOption.NOFOLLOW_LINKS);
  }
}
