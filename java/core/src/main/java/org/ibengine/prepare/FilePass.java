package org.ibengine.prepare;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import org.ibengine.input.InputCase;
import org.ibengine.io.ChannelChoice;
import org.ibengine.io.ImageInput;

/**
 * Modalities that come out of one pass over a file.
 *
 * @param names in the order of the channels
 * @param channels of the file, one per name; the only one where the file has to hold one volume
 */
record FilePass(Path file, List<String> names, ChannelChoice channels) {

  /** The passes that give these modalities of a case, each channel of a file in the same one. */
  static List<FilePass> of(InputCase item, List<String> modalities) {
    List<FilePass> passes = new ArrayList<>();
    for (String name : modalities) {
      ImageInput input = item.modalities().get(name);
      if (input.channel().isEmpty()) {
        passes.add(new FilePass(input.file(), List.of(name), ChannelChoice.ONLY));
      } else if (passes.stream().noneMatch(pass -> pass.names.contains(name))) {
        passes.add(ofChannels(item, input.file(), modalities, passes));
      }
    }
    return passes;
  }

  /** Of names that stand for the same channel, a pass takes the first that is in none before it. */
  private static FilePass ofChannels(
      InputCase item, Path file, List<String> modalities, List<FilePass> before) {
    SortedMap<Integer, String> byChannel = new TreeMap<>();
    for (String name : modalities) {
      ImageInput input = item.modalities().get(name);
      boolean taken = before.stream().anyMatch(pass -> pass.names.contains(name));
      if (!taken && input.channel().isPresent() && input.file().equals(file)) {
        byChannel.putIfAbsent(input.channel().getAsInt(), name);
      }
    }
    return new FilePass(
        file, List.copyOf(byChannel.values()), new ChannelChoice(List.copyOf(byChannel.keySet())));
  }
}
