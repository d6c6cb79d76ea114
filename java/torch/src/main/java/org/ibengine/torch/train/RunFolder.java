package org.ibengine.torch.train;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.ibengine.error.DatasetException;
import org.ibengine.error.Failures;
import org.ibengine.io.IoReason;
import org.ibengine.io.RegularFile;
import org.ibengine.tensor.Device;
import org.ibengine.torch.network.Network;
import org.ibengine.torch.weights.Weights;

/**
 * What training leaves: {@code config.json}, {@code last.safetensors}, {@code best.safetensors} if
 * anything was validated, {@code checkpoint.safetensors} to go on from, and the course of the loss.
 */
public final class RunFolder {
  private static final int MOST_BYTES = 1 << 28; // lists of a split and subjects are in it

  private final Path folder;
  private final RunConfig config;

  /** Which weights of a run. */
  public enum Which {
    /** The best that were validated; the last where nothing was. */
    BEST,
    /** Those of the last epoch. */
    LAST
  }

  private RunFolder(Path folder, RunConfig config) {
    this.folder = folder;
    this.config = config;
  }

  /**
   * @throws DatasetException if it is not the folder of a run
   */
  public static RunFolder open(Path folder) {
    Path file = config(folder);
    if (!Files.exists(file)) {
      throw new DatasetException(
          folder, "not the folder of a training run: no config.json found; run ib train first");
    }
    return new RunFolder(folder, readConfig(file));
  }

  /**
   * Reads the configuration of a run from its file.
   *
   * @throws DatasetException if it cannot be read, or is not one
   */
  public static RunConfig readConfig(Path file) {
    try {
      byte[] bytes = RegularFile.read(file, MOST_BYTES, "; is it the right one?");
      return RunConfig.fromJson(new String(bytes, StandardCharsets.UTF_8));
    } catch (IOException e) {
      throw new DatasetException(file, "cannot be read: " + IoReason.of(e), e);
    } catch (IllegalArgumentException e) {
      throw new DatasetException(file, e.getMessage(), e);
    }
  }

  public Path folder() {
    return folder;
  }

  /** What it was made with. */
  public RunConfig config() {
    return config;
  }

  /** The file with these weights, which need not exist. */
  public Path weights(Which which) {
    Path best = best(folder);
    return which == Which.BEST && Files.exists(best) ? best : last(folder);
  }

  /**
   * The file with these weights.
   *
   * @throws DatasetException if there are none yet
   */
  public Path requireWeights(Which which) {
    Path file = weights(which);
    if (!Files.exists(file)) {
      throw new DatasetException(
          folder, "has no weights yet: an epoch must be complete first; let ib train go on");
    }
    return file;
  }

  /**
   * The network with these weights, in evaluation; the caller closes it. {@link
   * org.ibengine.torch.Libtorch#load} must have succeeded.
   *
   * @throws DatasetException if there are none yet, or they cannot be read
   */
  public Network network(Which which, Device device) {
    Path file = requireWeights(which);
    Network network = Network.create(config.network(), 0, device);
    try {
      Weights.load(network, file);
      return network;
    } catch (RuntimeException | Error e) {
      throw Failures.after(e, network::close);
    }
  }

  static Path config(Path folder) {
    return folder.resolve("config.json");
  }

  static Path last(Path folder) {
    return folder.resolve("last.safetensors");
  }

  static Path best(Path folder) {
    return folder.resolve("best.safetensors");
  }

  static Path checkpoint(Path folder) {
    return folder.resolve("checkpoint.safetensors");
  }
}
