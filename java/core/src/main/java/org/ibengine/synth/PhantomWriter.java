package org.ibengine.synth;

import java.io.IOException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;
import org.ibengine.error.DatasetException;
import org.ibengine.gzip.GzipCodec;
import org.ibengine.synth.SlabWriter.Renderer;
import org.ibengine.volume.VoxelType;

/**
 * Writes phantoms as case folders: {@code <modality>.nii.gz}, {@code GT.nii.gz} and {@code
 * truth.json}. A case appears under its name complete or not at all: it is made in a hidden folder
 * next to it and renamed. One case at a time; not thread-safe.
 */
public final class PhantomWriter implements AutoCloseable {
  /** The lesion mask of a case. */
  public static final String MASK_FILE = "GT.nii.gz";

  /** What is known about its lesions. */
  public static final String TRUTH_FILE = "truth.json";

  private final SlabWriter slabs;

  /**
   * @param codec makes one gzip member per slab; a different codec gives different files with the
   *     same voxels
   * @param threads render and deflate, at least 1; the files do not depend on it
   */
  public PhantomWriter(GzipCodec codec, int threads) {
    this.slabs = new SlabWriter(codec, threads);
  }

  /**
   * Blocks until the case is complete.
   *
   * @param replace overwrite the files of a case that already exists; other files in its folder
   *     remain
   * @return bytes written
   * @throws DatasetException if the case exists and may not be replaced, or cannot be written
   */
  public long write(Phantom phantom, Path caseFolder, boolean replace) {
    if (!replace && Files.exists(caseFolder, LinkOption.NOFOLLOW_LINKS)) {
      throw new DatasetException(caseFolder, "exists already; --force overwrites it");
    }
    Path unfinished = caseFolder.resolveSibling("." + caseFolder.getFileName() + ".unfinished");
    make(unfinished, Files::createDirectories);
    List<Path> written = new ArrayList<>();
    for (String modality : phantom.options().modalities()) {
      Renderer renderer = (begin, end, to) -> phantom.renderModality(modality, begin, end, to);
      VoxelType type = phantom.options().type();
      Path file = unfinished.resolve(modality + ".nii.gz");
      written.add(make(file, at -> slabs.write(at, phantom.options(), type, renderer)));
    }
    Path mask = unfinished.resolve(MASK_FILE);
    written.add(
        make(mask, at -> slabs.write(at, phantom.options(), VoxelType.UINT8, phantom::renderMask)));
    Path truth = unfinished.resolve(TRUTH_FILE);
    written.add(make(truth, at -> Files.write(at, TruthJson.encode(phantom))));
    long bytes = written.stream().mapToLong(file -> file.toFile().length()).sum();
    make(caseFolder, at -> publish(unfinished, written, at));
    return bytes;
  }

  private interface FileAction {
    void run(Path path) throws IOException;
  }

  /** Names the path in what goes wrong. */
  private static Path make(Path path, FileAction action) {
    try {
      action.run(path);
      return path;
    } catch (FileSystemException e) { // its message begins with a path of its own
      String reason = e.getReason() == null ? e.getClass().getSimpleName() : e.getReason();
      throw new DatasetException(path, "cannot be written: " + reason, e);
    } catch (IOException e) {
      throw new DatasetException(path, "cannot be written: " + e.getMessage(), e);
    }
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
