package org.ibengine.train;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.ibengine.text.Text;
import org.ibengine.torch.network.Architecture;
import org.ibengine.torch.network.NetworkSpec;
import org.ibengine.torch.network.Transformer;
import org.ibengine.volume.Size3;
import picocli.CommandLine.Option;

/** Which network is trained. */
public final class NetworkOptions {
  @Option(
      names = "--network",
      defaultValue = "unet",
      paramLabel = "NAME",
      description =
          "unet, attention-unet, unetr or iw-unet (that of inverse weighting). Default: unet.")
  private String network;

  @Option(
      names = "--channels",
      split = ",",
      paramLabel = "A,B,…",
      hideParamSyntax = true,
      description =
          "Channels of the levels of unet and attention-unet, from the top. Default:"
              + " 16,32,64,128,256.")
  private List<Integer> channels;

  @Option(
      names = "--strides",
      split = ",",
      paramLabel = "A,B,…",
      hideParamSyntax = true,
      description = "Strides between these levels. Default: 2 between all.")
  private List<Integer> strides;

  @Option(
      names = "--outputs",
      paramLabel = "1|2",
      description =
          "1: a logit of foreground; 2: background and foreground. Default: 2; iw-unet: 1.")
  private Integer outputs;

  @Option(
      names = "--transformer",
      split = ",",
      paramLabel = "KEY=N,…",
      hideParamSyntax = true,
      description =
          "What of unetr is not as usual: feature (16), hidden (768), mlp (3072), heads (12),"
              + " blocks (12).")
  private List<String> transformer = List.of();

  /**
   * @param inputs modalities
   * @param patchSize of training
   * @throws IllegalArgumentException if options do not fit the network, or the network the size
   */
  public NetworkSpec spec(int inputs, Size3 patchSize) {
    Architecture architecture = Architecture.of(network);
    boolean levels =
        architecture == Architecture.UNET || architecture == Architecture.ATTENTION_UNET;
    if (!levels && (channels != null || strides != null)) {
      throw new IllegalArgumentException(
          "--channels and --strides are for unet and attention-unet, not for " + network);
    }
    if (architecture != Architecture.UNETR && !transformer.isEmpty()) {
      throw new IllegalArgumentException("--transformer is for unetr, not for " + network);
    }
    int out = outputs != null ? outputs : architecture == Architecture.IW_UNET ? 1 : 2;
    NetworkSpec spec =
        switch (architecture) {
          case UNET -> levels(NetworkSpec.unet(inputs, out));
          case ATTENTION_UNET -> levels(NetworkSpec.attentionUnet(inputs, out));
          case UNETR -> NetworkSpec.unetr(inputs, out, transformer(patchSize));
          case IW_UNET -> NetworkSpec.iwUnet(inputs, out);
        };
    spec.requireWindow(patchSize);
    return spec;
  }

  private NetworkSpec levels(NetworkSpec usual) {
    List<Integer> widths = Optional.ofNullable(channels).orElse(usual.channels());
    List<Integer> between = new ArrayList<>();
    for (int i = 1; i < widths.size(); i++) {
      between.add(2);
    }
    return usual.levels(widths, Optional.ofNullable(strides).orElse(between));
  }

  private Transformer transformer(Size3 patchSize) {
    Transformer shape = Transformer.usual(patchSize);
    for (String setting : transformer) {
      int equals = setting.indexOf('=');
      if (equals < 0) {
        throw new IllegalArgumentException("--transformer needs KEY=N, was " + setting);
      }
      shape = with(shape, setting.substring(0, equals), number(setting, equals));
    }
    return shape;
  }

  private static int number(String setting, int equals) {
    try {
      return Integer.parseInt(setting.substring(equals + 1));
    } catch (NumberFormatException e) {
      throw new IllegalArgumentException(
          Text.format("--transformer needs whole numbers, was %s", setting), e);
    }
  }

  private static Transformer with(Transformer shape, String key, int value) {
    Size3 size = shape.patchSize();
    int f = shape.feature();
    int h = shape.hidden();
    int m = shape.mlp();
    return switch (key) {
      case "feature" -> new Transformer(size, value, h, m, shape.heads(), shape.blocks());
      case "hidden" -> new Transformer(size, f, value, m, shape.heads(), shape.blocks());
      case "mlp" -> new Transformer(size, f, h, value, shape.heads(), shape.blocks());
      case "heads" -> new Transformer(size, f, h, m, value, shape.blocks());
      case "blocks" -> new Transformer(size, f, h, m, shape.heads(), value);
      default ->
          throw new IllegalArgumentException(
              "--transformer has feature, hidden, mlp, heads and blocks, not " + key);
    };
  }
}
