package org.ibengine.plan;

import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.StringJoiner;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.ibengine.augment.Setting;
import org.ibengine.augment.Transform;
import org.ibengine.augment.Transforms;
import org.ibengine.text.Slip;
import org.ibengine.text.Text;

/** Augmentation as the text of {@code --augment}: words with commas between them. */
final class AugmentationText {
  private static final Pattern NUMBER =
      Pattern.compile("[+-]?([0-9]+\\.?[0-9]*|\\.[0-9]+)([eE][+-]?[0-9]+)?");
  private static final Map<String, Augmentation> PRESETS =
      Map.of("on", Augmentation.STANDARD, "off", Augmentation.NONE, "nnunet", Augmentation.NNUNET);
  private static final List<String> SIMPLE = List.of("flip", "rotate", "scale", "shift");
  private static final Map<String, Transform> TRANSFORMS = transforms();

  private AugmentationText() {}

  private static Map<String, Transform> transforms() {
    Map<String, Transform> named = new LinkedHashMap<>();
    for (Transform transform : Transform.values()) {
      named.put(transform.label(), transform);
    }
    return named;
  }

  /** A word, such as {@code noise=0.1:0:0.1}. */
  private record Word(String name, List<Double> numbers) {
    Setting setting() {
      double usual = TRANSFORMS.get(name).usual().probability();
      return numbers.isEmpty()
          ? new Setting(usual, List.of())
          : new Setting(numbers.get(0), numbers.subList(1, numbers.size()));
    }
  }

  static Augmentation parse(String text) {
    List<String> words = Arrays.asList(text.split(",", -1));
    Augmentation preset = PRESETS.get(words.get(0));
    Map<String, Word> changes = new LinkedHashMap<>();
    for (String written : preset == null ? words : words.subList(1, words.size())) {
      Word word = word(written, text);
      if (changes.put(word.name(), word) != null) {
        throw new IllegalArgumentException(
            Text.format("--augment takes %s only once, was %s", word.name(), text));
      }
    }
    return changed(preset == null ? Augmentation.NONE : preset, changes);
  }

  private static Word word(String written, String text) {
    int equals = written.indexOf('=');
    String name = equals < 0 ? written : written.substring(0, equals);
    if (PRESETS.containsKey(name)) {
      throw new IllegalArgumentException(
          "--augment takes on, off and nnunet only as its first word, without numbers, was "
              + text);
    }
    if (!SIMPLE.contains(name) && !TRANSFORMS.containsKey(name)) {
      throw unknown(name, text);
    }
    return new Word(name, equals < 0 ? List.of() : numbers(name, written));
  }

  private static IllegalArgumentException unknown(String name, String text) {
    List<String> names = Stream.concat(SIMPLE.stream(), TRANSFORMS.keySet().stream()).toList();
    List<String> all = Stream.concat(PRESETS.keySet().stream(), names.stream()).toList();
    String hint =
        Slip.closest(name, all)
            .map(meant -> Text.format("; did you mean %s instead of %s?", meant, name))
            .orElse("");
    return new IllegalArgumentException(
        Text.format(
            "--augment must be on, off, nnunet or some of %s, was %s%s",
            String.join(",", names), text, hint));
  }

  private static List<Double> numbers(String name, String written) {
    List<String> parts = List.of(written.substring(name.length() + 1).split(":", -1));
    Transform transform = TRANSFORMS.get(name);
    boolean right = transform == null ? parts.size() == 1 : transform.takes(parts.size() - 1);
    if (!right || !parts.stream().allMatch(part -> NUMBER.matcher(part).matches())) {
      throw new IllegalArgumentException(
          Text.format(
              "%s of --augment takes %s after =, was %s",
              name, transform == null ? "P" : transform.form(), written));
    }
    return parts.stream().map(Double::valueOf).toList();
  }

  private static Augmentation changed(Augmentation preset, Map<String, Word> changes) {
    Transforms transforms = preset.transforms();
    for (Word word : changes.values()) {
      Transform transform = TRANSFORMS.get(word.name());
      transforms = transform == null ? transforms : transforms.with(transform, word.setting());
    }
    double[] simple = simple(preset);
    for (int i = 0; i < simple.length; i++) {
      Word word = changes.get(SIMPLE.get(i));
      if (word != null) {
        simple[i] =
            word.numbers().isEmpty() ? simple(Augmentation.STANDARD)[i] : word.numbers().get(0);
      }
    }
    return new Augmentation(simple[0], simple[1], simple[2], simple[3], transforms);
  }

  private static double[] simple(Augmentation of) {
    return new double[] {of.flip(), of.rotate(), of.scale(), of.shift()};
  }

  static String of(Augmentation augmentation) {
    Transforms transforms = augmentation.transforms();
    double[] simple = simple(augmentation);
    double[] usual = simple(Augmentation.STANDARD);
    boolean on = !transforms.nnunet() && Arrays.equals(simple, usual);
    Augmentation preset =
        transforms.nnunet() ? Augmentation.NNUNET : on ? Augmentation.STANDARD : Augmentation.NONE;
    StringJoiner words = new StringJoiner(",").setEmptyValue("off");
    if (transforms.nnunet() || on) {
      words.add(on ? "on" : "nnunet");
    }
    for (int i = 0; i < simple.length; i++) {
      if (simple[i] != simple(preset)[i]) {
        words.add(SIMPLE.get(i) + (simple[i] == usual[i] ? "" : "=" + plain(simple[i])));
      }
    }
    transforms
        .settings()
        .forEach((transform, setting) -> words.add(of(transform, setting, transforms)));
    return words.toString();
  }

  private static String of(Transform transform, Setting setting, Transforms of) {
    double probability = setting.probability();
    Setting usual = new Setting(transform.usual().probability(), List.of());
    if (of.with(transform, usual).equals(of)) {
      return transform.label();
    }
    boolean usualRange = of.with(transform, new Setting(probability, List.of())).equals(of);
    boolean alike =
        transform == Transform.ROTATION && setting.range().stream().distinct().count() == 1;
    Stream<Double> numbers =
        Stream.concat(
            Stream.of(probability),
            setting.range().stream().limit(usualRange ? 0 : alike ? 1 : setting.range().size()));
    return transform.label()
        + numbers.map(AugmentationText::plain).collect(Collectors.joining(":", "=", ""));
  }

  /** Without a fraction of 0. */
  private static String plain(double value) {
    String text = Double.toString(value);
    return text.endsWith(".0") ? text.substring(0, text.length() - 2) : text;
  }
}
