package org.ibengine.torch.weights;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.bytedeco.pytorch.NoGradGuard;
import org.bytedeco.pytorch.Tensor;
import org.ibengine.error.DatasetException;
import org.ibengine.text.Text;
import org.ibengine.torch.network.Network;

/**
 * The weights of networks in files: PyTorch's {@code state_dict()} of the same network, under its
 * names, so that {@code load_state_dict(safetensors.torch.load_file(FILE))} takes them.
 */
public final class Weights {
  private static final int SHOWN = 3;
  private static final String COUNTER = "num_batches_tracked"; // for people; nothing uses it

  private Weights() {}

  /**
   * Writes parameters and buffers; the file is the old one or whole, see {@link TensorFile#write}.
   * Its metadata hold the network's description as {@code network}.
   */
  public static void save(Network network, Path file) {
    TensorFile.write(
        file, network.tensors(), Map.of("format", "pt", "network", network.spec().toJson()));
  }

  /**
   * Reads what {@link #save} or PyTorch wrote into the network; types are converted.
   *
   * @throws DatasetException if the file cannot be read or its tensors are not the network's; the
   *     message names them, and the network is as it was
   */
  public static void load(Network network, Path file) {
    try (TensorFile read = TensorFile.read(file)) {
      load(network, read.tensors(), file);
    }
  }

  /**
   * As {@link #load(Network, Path)}, from tensors.
   *
   * @param source for messages
   */
  @SuppressWarnings("try") // a guard works by being there
  public static void load(Network network, Map<String, Tensor> from, Path source) {
    requireSame(network, from, source);
    try (NoGradGuard guard = new NoGradGuard()) {
      network
          .tensors()
          .forEach(
              (name, tensor) -> {
                if (from.containsKey(name)) {
                  tensor.copy_(from.get(name)); // returns the same object
                }
              });
    }
  }

  private static void requireSame(Network network, Map<String, Tensor> from, Path source) {
    Map<String, Tensor> own = network.tensors();
    List<String> unknown = from.keySet().stream().filter(name -> !own.containsKey(name)).toList();
    List<String> missing =
        own.keySet().stream()
            .filter(name -> !from.containsKey(name) && !name.endsWith(COUNTER))
            .toList();
    List<String> others = new ArrayList<>();
    own.forEach(
        (name, tensor) -> {
          if (from.containsKey(name) && !Arrays.equals(tensor.shape(), from.get(name).shape())) {
            others.add(
                Text.format(
                    "%s %s instead of %s",
                    name,
                    Arrays.toString(from.get(name).shape()),
                    Arrays.toString(tensor.shape())));
          }
        });
    if (!unknown.isEmpty() || !missing.isEmpty() || !others.isEmpty()) {
      throw new DatasetException(
          source,
          Text.format(
              "holds the weights of another network than %s: %s",
              network.spec().toJson(),
              String.join(
                  "; ",
                  List.of(
                      shown("missing", missing),
                      shown("unknown", unknown),
                      shown("other shapes", others)))));
    }
  }

  private static String shown(String what, List<String> names) {
    String list = String.join(", ", names.subList(0, Math.min(SHOWN, names.size())));
    return Text.format("%s %d%s", what, names.size(), names.isEmpty() ? "" : " (" + list + ")");
  }
}
