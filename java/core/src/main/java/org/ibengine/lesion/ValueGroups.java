package org.ibengine.lesion;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.ibengine.label.LesionChanges.Absent;
import org.ibengine.label.LesionClass;
import org.ibengine.label.LesionRule;

/** Which group a value belongs to: instances never reach from one into another. Not thread-safe. */
final class ValueGroups {
  /** Of background. */
  static final int NONE = -1;

  /** Of voxels about which nothing is known. */
  static final int IGNORED = -2;

  private static final int TABLED = 256;
  private static final int UNKNOWN = -3;

  private final LesionRule rule;
  private final Map<Long, Integer> classes = new HashMap<>(); // by value; one class where unnamed
  private final Map<Long, Integer> numbered = new HashMap<>(); // by value, where they are ids
  private final Set<Long> met = new HashSet<>(); // values of classes that were looked up
  private final int[] table = new int[TABLED]; // of small values, so that few are looked up
  private long[] values = new long[16]; // of numbered groups, by group

  ValueGroups(LesionRule rule) {
    this.rule = rule;
    Arrays.fill(table, UNKNOWN);
    rule.values().forEach(value -> classes.put(value, 0));
    List<LesionClass> named = rule.classes();
    for (int i = 0; i < named.size(); i++) {
      if (named.get(i).values().isEmpty()) {
        throw new IllegalArgumentException("class " + named.get(i).name() + " has no value yet");
      }
      for (long value : named.get(i).values()) {
        classes.put(value, i);
      }
    }
  }

  /** The group of a value, {@link #NONE} or {@link #IGNORED}. */
  int of(long value) {
    if (value >= TABLED) {
      return lookUp(value);
    }
    int at = (int) value;
    if (table[at] == UNKNOWN) {
      table[at] = lookUp(value);
    }
    return table[at];
  }

  private int lookUp(long value) {
    if (value == 0) {
      return NONE;
    }
    if (rule.ignore().isPresent() && rule.ignore().getAsLong() == value) {
      return IGNORED;
    }
    boolean named = classes.containsKey(value);
    if (named) {
      met.add(value);
    }
    if (!named && !classes.isEmpty()) {
      return NONE;
    }
    return rule.kind() == LesionRule.Kind.INSTANCES ? number(value) : classOf(value);
  }

  private int number(long value) {
    Integer known = numbered.get(value);
    if (known != null) {
      return known;
    }
    int group = numbered.size();
    values = group < values.length ? values : Arrays.copyOf(values, 2 * group);
    values[group] = value;
    numbered.put(value, group);
    return group;
  }

  private int classOf(long value) {
    return classes.getOrDefault(value, 0);
  }

  /** Values that the rule names and nobody asked for. */
  List<Absent> absent() {
    List<Absent> absent = new ArrayList<>();
    rule.values().forEach(value -> addAbsent(absent, "", value));
    for (LesionClass item : rule.classes()) {
      item.values().forEach(value -> addAbsent(absent, item.name(), value));
    }
    return absent;
  }

  private void addAbsent(List<Absent> absent, String className, long value) {
    if (!met.contains(value)) {
      absent.add(new Absent(className, value));
    }
  }

  /** The value of a group, where values number instances. */
  long value(int group) {
    return values[group];
  }

  /** Position in the rule's classes of a group's class; 0 where there are none. */
  int classIndex(int group) {
    return rule.kind() == LesionRule.Kind.INSTANCES ? classOf(values[group]) : group;
  }

  /** Name of a group's class; empty where there are none. */
  String className(int group) {
    return rule.classes().isEmpty() ? "" : rule.classes().get(classIndex(group)).name();
  }
}
