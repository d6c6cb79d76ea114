package org.ibengine.torch.network;

import java.util.Arrays;
import java.util.stream.Collectors;
import org.ibengine.text.Text;

/** The kinds of networks by their names on the command line. */
public enum Architecture {
  /** U-Net with residual units, as MONAI 0.9.1 builds it. */
  UNET("unet"),
  /** Attention U-Net, as MONAI 0.9.1 builds it. */
  ATTENTION_UNET("attention-unet"),
  /** UNETR, as MONAI 0.9.1 builds it. */
  UNETR("unetr"),
  /** The U-Net of inverse weighting, as deep_pipe builds it. */
  IW_UNET("iw-unet");

  private final String label;

  Architecture(String label) {
    this.label = label;
  }

  /** As {@code attention-unet}. */
  public String label() {
    return label;
  }

  /** Of all, separated by commas. */
  public static String labels() {
    return Arrays.stream(values()).map(Architecture::label).collect(Collectors.joining(", "));
  }

  /**
   * @throws IllegalArgumentException if there is none of that name
   */
  public static Architecture of(String label) {
    for (Architecture architecture : values()) {
      if (architecture.label.equals(label)) {
        return architecture;
      }
    }
    throw new IllegalArgumentException(
        Text.format("network must be one of %s, was %s", labels(), label));
  }
}
