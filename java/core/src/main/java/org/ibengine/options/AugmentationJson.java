package org.ibengine.options;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.ibengine.augment.Setting;
import org.ibengine.augment.Transform;
import org.ibengine.augment.Transforms;
import org.ibengine.plan.Augmentation;

/** How patches are varied, as JSON: of transforms only where one is on. */
final class AugmentationJson {
  private static final String TRANSFORMS = "transforms";
  private static final String PRESET = "preset";
  private static final String NNUNET = "nnunet";
  private static final String[] SIMPLE = {"flip", "rotate", "scale", "shift"};

  private AugmentationJson() {}

  static Map<String, Object> written(Augmentation augmentation) {
    Map<String, Object> fields = new LinkedHashMap<>();
    fields.put("flip", augmentation.flip());
    fields.put("rotate", augmentation.rotate());
    fields.put("scale", augmentation.scale());
    fields.put("shift", augmentation.shift());
    if (!augmentation.transforms().isNone()) {
      fields.put(TRANSFORMS, written(augmentation.transforms()));
    }
    return fields;
  }

  private static Map<String, Object> written(Transforms transforms) {
    Map<String, Object> fields = new LinkedHashMap<>();
    if (transforms.nnunet()) {
      fields.put(PRESET, NNUNET);
    }
    transforms
        .settings()
        .forEach(
            (transform, setting) -> {
              List<Double> numbers = new ArrayList<>(List.of(setting.probability()));
              numbers.addAll(setting.range());
              fields.put(transform.label(), numbers);
            });
    return fields;
  }

  static Augmentation read(JsonValue value) {
    JsonValue transforms = value.entries().get(TRANSFORMS);
    int known = SIMPLE.length;
    String[] keys = Arrays.copyOf(SIMPLE, transforms == null ? known : known + 1);
    if (transforms != null) {
      keys[known] = TRANSFORMS;
    }
    List<JsonValue> fields = value.fields(keys);
    return new Augmentation(
        fields.get(0).number(),
        fields.get(1).number(),
        fields.get(2).number(),
        fields.get(3).number(),
        transforms == null ? Transforms.NONE : transforms.checked(() -> transforms(transforms)));
  }

  private static Transforms transforms(JsonValue value) {
    boolean nnunet = false;
    Map<Transform, Setting> settings = new EnumMap<>(Transform.class);
    for (Map.Entry<String, JsonValue> entry : value.entries().entrySet()) {
      JsonValue field = entry.getValue();
      if (entry.getKey().equals(PRESET)) {
        if (!field.text().equals(NNUNET)) {
          throw field.refused("must be \"nnunet\", or left out");
        }
        nnunet = true;
      } else {
        settings.put(transform(entry.getKey(), field), setting(field));
      }
    }
    return new Transforms(nnunet, settings);
  }

  private static Transform transform(String name, JsonValue field) {
    List<String> names = Arrays.stream(Transform.values()).map(Transform::label).toList();
    if (!names.contains(name)) {
      throw field.refused("is not a transform, they are " + names);
    }
    return Transform.values()[names.indexOf(name)];
  }

  private static Setting setting(JsonValue field) {
    List<Double> numbers = field.items().stream().map(JsonValue::number).toList();
    if (numbers.isEmpty()) {
      throw field.refused(
          "must be a list of a probability and, except for the usual ones, the numbers of a range");
    }
    return new Setting(numbers.get(0), numbers.subList(1, numbers.size()));
  }
}
