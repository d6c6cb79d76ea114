package org.ibengine.input;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.Set;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.BiConsumer;
import java.util.stream.Collectors;
import org.ibengine.error.DatasetException;
import org.ibengine.io.ImageFiles;
import org.ibengine.io.ImageInput;
import org.ibengine.text.Text;

/**
 * Makes every channel of an image that has several a modality of its own: {@code FLAIR} of two
 * channels becomes {@code FLAIR_0} and {@code FLAIR_1}. No header tells channels from the volumes
 * of a time series, so {@link #note} is for people. Reads headers. Not thread-safe.
 */
final class ChannelModalities {
  private final SortedMap<String, SortedSet<Integer>> counts = new TreeMap<>(); // of 4D files
  private final Set<String> whole = new HashSet<>(); // names that are modalities as they stand

  /**
   * How many channels a file has; empty if its header cannot be read, which is for whoever reads
   * the image to tell.
   */
  static OptionalInt count(Path file) {
    try {
      return OptionalInt.of(ImageFiles.channels(file));
    } catch (DatasetException e) {
      return OptionalInt.empty();
    }
  }

  /** Hands over the modalities of a case, a modality per channel; names may come twice. */
  void each(Map<String, ImageInput> images, BiConsumer<String, ImageInput> taker) {
    images.forEach(
        (name, image) -> {
          int channels = image.channel().isPresent() ? 1 : count(image.file()).orElse(1);
          if (channels == 1) {
            whole.add(name);
            taker.accept(name, image);
            return;
          }
          counts.computeIfAbsent(name, key -> new TreeSet<>()).add(channels);
          for (int channel = 0; channel < channels; channel++) {
            taker.accept(nameOf(name, channel), ImageInput.of(image.file(), channel));
          }
        });
  }

  private static String nameOf(String image, int channel) {
    return image + "_" + channel;
  }

  /** The same names with those of channels in the place of their images'. */
  List<String> order(Collection<String> names) {
    List<String> order = new ArrayList<>();
    for (String name : names) {
      int channels = counts.containsKey(name) ? counts.get(name).last() : 0;
      if (channels == 0 || whole.contains(name)) {
        order.add(name);
      }
      for (int channel = 0; channel < channels; channel++) {
        order.add(nameOf(name, channel));
      }
    }
    return order;
  }

  /** Which images have several channels, and how many; empty if none has. */
  String note() {
    return counts.isEmpty()
        ? ""
        : Text.format(
            "each channel of a 4D file is a modality (%s); a time series looks the same:"
                + " --modalities chooses",
            counts.entrySet().stream()
                .map(image -> image.getKey() + " has " + numbers(image.getValue()))
                .collect(Collectors.joining(", ")));
  }

  private static String numbers(SortedSet<Integer> counts) {
    return counts.size() == 1
        ? counts.first().toString()
        : Text.format("%d to %d", counts.first(), counts.last());
  }
}
