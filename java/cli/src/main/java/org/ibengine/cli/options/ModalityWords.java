package org.ibengine.cli.options;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.ibengine.text.Text;

/**
 * Words after the value of {@code --modalities}, which were modalities once: {@code --modalities
 * FLAIR T1 RAW OUT} swallowed RAW and OUT, so names are separated by commas now.
 *
 * @param value of the option as given; null where it is not
 * @param words up to the next option
 */
public record ModalityWords(String value, List<String> words) {
  public static ModalityWords of(List<String> arguments) {
    String value = null;
    List<String> words = new ArrayList<>();
    for (int i = 0; i < arguments.size(); i++) {
      boolean apart = arguments.get(i).equals(ModalityOption.NAME) && i + 1 < arguments.size();
      if (apart || arguments.get(i).startsWith(ModalityOption.NAME + "=")) {
        value = apart ? arguments.get(i + 1) : arguments.get(i).split("=", 2)[1];
        int first = apart ? i + 2 : i + 1;
        for (int k = first; k < arguments.size() && !arguments.get(k).startsWith("-"); k++) {
          words.add(arguments.get(k));
        }
      }
    }
    return new ModalityWords(value, words);
  }

  /** What to write instead, where there are such words. */
  public Optional<String> hint() {
    return words.isEmpty()
        ? Optional.empty()
        : Optional.of(
            Text.format(
                "%s takes comma-separated names and can be repeated: %s %s,%s",
                ModalityOption.NAME, ModalityOption.NAME, value, words.get(0)));
  }

  /**
   * Refuses words that cannot be meant as folders: after both RAW and OUT, or, beside a RAW that is
   * there, a RAW that is not.
   *
   * @param folders RAW… OUT as they were understood
   * @throws IllegalArgumentException if the words are modalities, as it seems
   */
  public void requireFolders(List<Path> folders) {
    if (words.isEmpty()) {
      return;
    }
    List<Path> raw = folders.subList(0, folders.size() - 1);
    boolean afterOut = folders.size() - words.size() >= 2;
    boolean missing =
        words.stream().map(Path::of).anyMatch(word -> raw.contains(word) && !Files.exists(word));
    boolean separated = value.contains(","); // knows the rule: a folder is missing, nothing else
    if (afterOut || missing && !separated && raw.stream().anyMatch(Files::exists)) {
      throw new IllegalArgumentException(
          Text.format(
              "%s would be read as folders; %s; put RAW and OUT next to each other",
              words, hint().orElseThrow()));
    }
  }
}
