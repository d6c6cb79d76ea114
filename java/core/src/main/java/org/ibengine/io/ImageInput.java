package org.ibengine.io;

import java.nio.file.Path;
import java.util.OptionalInt;

/**
 * One 3D volume of a file.
 *
 * @param file by which the image is read: its only file, or the one that holds its header
 * @param channel from 0; empty for the only one, so that a file with several channels is refused
 */
public record ImageInput(Path file, OptionalInt channel) {
  public ImageInput {
    if (channel.isPresent() && channel.getAsInt() < 0) {
      throw new IllegalArgumentException(
          "a channel must be at least 0, was " + channel.getAsInt() + " of " + file);
    }
  }

  /** A file that has to hold one volume. */
  public static ImageInput only(Path file) {
    return new ImageInput(file, OptionalInt.empty());
  }

  /** One volume of a file that may hold several. */
  public static ImageInput of(Path file, int channel) {
    return new ImageInput(file, OptionalInt.of(channel));
  }

  /** How lists and records call it: the file's name, and {@code #1} for channel 1. */
  public String fileName() {
    return file.getFileName() + mark();
  }

  /** What {@link #fileName} ends with; empty for the only volume. */
  public String mark() {
    return channel.isPresent() ? "#" + channel.getAsInt() : "";
  }

  /** What {@link ImageReader#read} takes. */
  ChannelChoice choice() {
    return channel.isPresent() ? ChannelChoice.of(channel.getAsInt()) : ChannelChoice.ONLY;
  }

  @Override
  public String toString() {
    return channel.isPresent() ? file + ", channel " + channel.getAsInt() : file.toString();
  }
}
