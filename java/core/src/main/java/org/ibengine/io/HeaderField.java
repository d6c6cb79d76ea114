package org.ibengine.io;

import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;
import org.ibengine.error.DatasetException;
import org.ibengine.text.Text;

/**
 * A key and its value in a header that is text.
 *
 * @param path of the header
 * @param key as the file has it
 * @param value without blanks around it
 */
public record HeaderField(Path path, String key, String value) {
  private static final int SHOWN = 80;
  private static final Pattern NUMBER =
      Pattern.compile("[-+]?([0-9]+\\.?[0-9]*|\\.[0-9]+)([eE][-+]?[0-9]+)?");
  private static final Pattern WHOLE = Pattern.compile("[-+]?[0-9]+");

  /** Why this field cannot be: {@code ElementType = MET_LONG: …}. */
  public DatasetException refused(String rule, Object... values) {
    String shown = value.length() > SHOWN ? value.substring(0, SHOWN) + "…" : value;
    return new DatasetException(
        path, Text.format("%s = %s: %s", key, shown, Text.format(rule, values)));
  }

  /** What blanks separate. */
  public List<String> words() {
    return value.isEmpty() ? List.of() : List.of(value.split("\\s+"));
  }

  /** So many words. */
  public List<String> words(int count) {
    List<String> words = words();
    if (words.size() != count) {
      throw refused("needs %s, has %d", Text.counted(count, "value"), words.size());
    }
    return words;
  }

  /** So many finite numbers. */
  public double[] numbers(int count) {
    return words(count).stream().mapToDouble(this::number).toArray();
  }

  /** So many finite numbers above 0. */
  public double[] positiveNumbers(int count) {
    double[] numbers = numbers(count);
    for (double number : numbers) {
      if (!(number > 0)) {
        throw refused("must be positive");
      }
    }
    return numbers;
  }

  /** A word of this field as a finite number. */
  public double number(String word) {
    double number = NUMBER.matcher(word).matches() ? Double.parseDouble(word) : Double.NaN;
    if (!Double.isFinite(number)) {
      throw refused("%s is not a finite number", word);
    }
    return number;
  }

  /** A word of this field as a whole number from {@code least} to {@code most}. */
  public long whole(String word, long least, long most) {
    boolean digits = WHOLE.matcher(word).matches() && word.length() <= 18;
    long number = digits ? Long.parseLong(word) : 0;
    if (!digits || number < least || number > most) {
      throw refused("must be a whole number from %d to %d, was %s", least, most, word);
    }
    return number;
  }

  /** The value as a whole number from {@code least} to {@code most}. */
  public long whole(long least, long most) {
    return whole(value, least, most);
  }

  /** Sizes of axes: so many whole numbers from 1 to 2^31 − 1. */
  public long[] sizes(int count) {
    return words(count).stream().mapToLong(word -> whole(word, 1, Integer.MAX_VALUE)).toArray();
  }
}
