package org.ibengine.synth;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;
import org.ibengine.error.DatasetException;
import org.ibengine.gzip.GzipCodec;
import org.ibengine.volume.VoxelType;

/**
 * Writes phantoms as case folders: {@code <modality>.nii.gz}, {@code GT.nii.gz} and {@code
 * truth.json}. A case appears under its name whole or not at all: it is made in a hidden folder
 * beside and renamed. One case at a time; not thread-safe.
 */
public final class PhantomWriter implements AutoCloseable {
  /** The lesion mask of a case. */
  public static final String MASK_FILE = "GT.nii.gz";

  /** What is known about its lesions. */
  public static final String TRUTH_FILE = "truth.json";

  private final SlabWriter slabs;

  /**
   * @param codec makes one gzip member a slab; another codec gives other files, the same voxels
   * @param threads render and deflate, at least 1; the files do not depend on it
   */
  public PhantomWriter(GzipCodec codec, int threads) {
    this.slabs = new SlabWriter(codec, threads);
  }

  /**
   * Blocks until the case is complete.
   *
   * @param replace overwrite the files of a case that is there already; other files in its folder
   *     stay
   * @return bytes written
   * @throws DatasetException if the case exists and may not be replaced, or cannot be written
   */
  public long write(Phantom phantom, Path caseFolder, boolean replace) {
    if (!replace && Files.exists(caseFolder, LinkOption.NOFOLLOW_LINKS)) {
      throw new DatasetException(caseFolder, "exists already; --force overwrites it");
    }
    Path unfinished = caseFolder.resolveSibling("." + caseFolder.getFileName() + ".unfinished");
    Path file = unfinished;
    try {
      Files.createDirectories(unfinished);
      List<Path> written = new ArrayList<>();
      for (String modality : phantom.options().modalities()) {
        file = unfinished.resolve(modality + ".nii.gz");
        writeModality(phantom, modality, file);
        written.add(file);
      }
      file = unfinished.resolve(MASK_FILE);
      slabs.write(file, phantom.options(), VoxelType.UINT8, phantom::renderMask);
      written.add(file);
      file = unfinished.resolve(TRUTH_FILE);
      Files.write(file, TruthJson.encode(phantom));
      written.add(file);
      long bytes = totalSize(written);
      file = caseFolder;
      publish(unfinished, written, caseFolder);
      return bytes;
    } catch (IOException e) {
      throw new DatasetException(file, "cannot be written: " + e.getMessage(), e);
    }
  }

  private void writeModality(Phantom phantom, String modality, Path file) throws IOException {
    PhantomOptions options = phantom.options();
    slabs.write(
        file,
        options,
        options.type(),
        (zBegin, zEnd, target) -> phantom.renderModality(modality, zBegin, zEnd, target));
  }

  private static long totalSize(List<Path> files) throws IOException {
    long bytes = 0;
    for (Path file : files) {
      bytes += Files.size(file);
    }
    return bytes;
  }

  /** One rename for a new case; file by file, the truth last, into one that exists. */
  private static void publish(Path unfinished, List<Path> written, Path caseFolder)
      throws IOException {
    if (!Files.exists(caseFolder, LinkOption.NOFOLLOW_LINKS)) {
      Files.move(unfinished, caseFolder, StandardCopyOption.ATOMIC_MOVE);
      return;
    }
    for (Path file : written) {
      Files.move(file, caseFolder.resolve(file.getFileName()), StandardCopyOption.ATOMIC_MOVE);
    }
    Files.delete(unfinished);
  }

  /** Stops the threads; idempotent. */
  @Override
  public void close() {
    slabs.close();
  }
}
