package org.ibengine.io;

import java.util.Arrays;
import java.util.List;
import org.ibengine.error.DatasetException;
import org.ibengine.text.Text;
import org.ibengine.volume.Size3;

/**
 * Which channels of an image to read.
 *
 * @param wanted ascending, from 0; empty for the only one
 */
public record ChannelChoice(List<Integer> wanted) {
  /** The channel of an image that has one; others are refused. */
  public static final ChannelChoice ONLY = new ChannelChoice(List.of());

  public ChannelChoice {
    wanted = List.copyOf(wanted);
    int last = -1;
    for (int channel : wanted) {
      if (channel <= last) {
        throw new IllegalArgumentException(
            "channels must be given once, from 0 and in ascending order, were " + wanted);
      }
      last = channel;
    }
  }

  /** These channels, ascending. */
  public static ChannelChoice of(int... channels) {
    return new ChannelChoice(Arrays.stream(channels).boxed().toList());
  }

  /**
   * The channels of an image that are meant, ascending.
   *
   * @throws DatasetException if it has fewer, or several where its only one is meant
   */
  public List<Integer> in(ImageHeader header) {
    if (!wanted.isEmpty()) {
      int last = wanted.get(wanted.size() - 1);
      if (last >= header.channels()) {
        throw new DatasetException(
            header.path(),
            Text.format(
                "has %s, numbered from 0; there is no channel %d",
                Text.counted(header.channels(), "channel"), last));
      }
      return wanted;
    }
    if (header.channels() > 1) {
      Size3 size = header.geometry().size();
      throw new DatasetException(
          header.path(),
          Text.format(
              "one 3D volume is needed, shape was (%d, %d, %d, %d); save one volume per file",
              size.x(), size.y(), size.z(), header.channels()));
    }
    return List.of(0);
  }
}
