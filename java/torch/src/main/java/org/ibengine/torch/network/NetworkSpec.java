package org.ibengine.torch.network;

import java.util.List;
import java.util.Optional;
import org.ibengine.text.Text;
import org.ibengine.volume.Size3;

/**
 * All that fixes the tensors of a network. Immutable.
 *
 * @param architecture which kind
 * @param inputs modalities of an image, at least 1
 * @param outputs logits per voxel: 1 for foreground alone, 2 for background and foreground
 * @param channels of the levels, from the top; empty where the architecture fixes them
 * @param strides between the levels, one fewer than channels
 * @param transformer of a UNETR; empty for the others
 */
public record NetworkSpec(
    Architecture architecture,
    int inputs,
    int outputs,
    List<Integer> channels,
    List<Integer> strides,
    Optional<Transformer> transformer) {
  private static final List<Integer> USUAL_CHANNELS = List.of(16, 32, 64, 128, 256);
  private static final List<Integer> USUAL_STRIDES = List.of(2, 2, 2, 2);
  private static final int MOST = 1 << 16;

  public NetworkSpec {
    channels = List.copyOf(channels);
    strides = List.copyOf(strides);
    require(inputs >= 1 && inputs <= MOST, "inputs must be from 1 to 65536, was " + inputs);
    require(outputs == 1 || outputs == 2, "outputs must be 1 or 2, was " + outputs);
    boolean levels =
        architecture == Architecture.UNET || architecture == Architecture.ATTENTION_UNET;
    if (levels) {
      require(
          channels.size() >= 2 && strides.size() == channels.size() - 1,
          Text.format(
              "a U-Net needs at least two channels and one stride fewer, had %s and %s",
              channels, strides));
      require(
          channels.stream().allMatch(c -> c >= 1 && c <= MOST)
              && strides.stream().allMatch(s -> s >= 1 && s <= 8),
          Text.format(
              "channels must be from 1 to 65536 and strides from 1 to 8, were %s and %s",
              channels, strides));
    } else {
      require(
          channels.isEmpty() && strides.isEmpty(),
          Text.format("%s has fixed channels and strides; leave them out", architecture.label()));
    }
    require(
        transformer.isPresent() == (architecture == Architecture.UNETR),
        "unetr alone has a transformer, and needs its patch size");
  }

  private static void require(boolean rule, String message) {
    if (!rule) {
      throw new IllegalArgumentException(message);
    }
  }

  /** MONAI's: channels 16, 32, 64, 128, 256 and strides 2. */
  public static NetworkSpec unet(int inputs, int outputs) {
    return levels(Architecture.UNET, inputs, outputs);
  }

  /** MONAI's: channels 16, 32, 64, 128, 256 and strides 2. */
  public static NetworkSpec attentionUnet(int inputs, int outputs) {
    return levels(Architecture.ATTENTION_UNET, inputs, outputs);
  }

  public static NetworkSpec unetr(int inputs, int outputs, Transformer transformer) {
    return new NetworkSpec(
        Architecture.UNETR, inputs, outputs, List.of(), List.of(), Optional.of(transformer));
  }

  public static NetworkSpec iwUnet(int inputs, int outputs) {
    return new NetworkSpec(
        Architecture.IW_UNET, inputs, outputs, List.of(), List.of(), Optional.empty());
  }

  private static NetworkSpec levels(Architecture architecture, int inputs, int outputs) {
    return new NetworkSpec(
        architecture, inputs, outputs, USUAL_CHANNELS, USUAL_STRIDES, Optional.empty());
  }

  /** The same with other levels. */
  public NetworkSpec levels(List<Integer> newChannels, List<Integer> newStrides) {
    return new NetworkSpec(architecture, inputs, outputs, newChannels, newStrides, transformer);
  }

  /** What {@link #toJson} wrote. */
  public static NetworkSpec fromJson(String json) {
    return SpecJson.read(json);
  }

  /** As JSON, see docs/reference/networks.md. */
  public String toJson() {
    return SpecJson.write(this);
  }

  /** The size of a window must be a multiple of this on every axis. */
  public int windowMultiple() {
    return switch (architecture) {
      case UNET, ATTENTION_UNET -> strides.stream().reduce(1, (a, b) -> a * b);
      case UNETR -> Transformer.TOKEN;
      case IW_UNET -> IwUNet.MULTIPLE;
    };
  }

  /** The only size that a window can have; empty if any multiple will do. */
  public Optional<Size3> fixedWindow() {
    return transformer.map(Transformer::patchSize);
  }

  /**
   * @throws IllegalArgumentException if the network cannot take an image of that size
   */
  public void requireWindow(Size3 size) {
    int multiple = windowMultiple();
    boolean fits = size.x() % multiple == 0 && size.y() % multiple == 0 && size.z() % multiple == 0;
    require(
        fits,
        Text.format(
            "%s takes patches whose size is a multiple of %d voxels on every axis, was %s",
            architecture.label(), multiple, size));
    fixedWindow()
        .ifPresent(
            fixed ->
                require(
                    fixed.equals(size),
                    Text.format(
                        "this unetr was made for patches of %s voxels, was given %s",
                        fixed, size)));
  }
}
