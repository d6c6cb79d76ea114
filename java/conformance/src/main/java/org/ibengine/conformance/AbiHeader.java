package org.ibengine.conformance;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** What a C header of the engine says, comments apart. Structures have no padding. */
public record AbiHeader(String text) {
  private static final Path ROOT = Path.of("..", "..");
  private static final Pattern ENUMERATOR = Pattern.compile("\\b(IB_\\w+) = (\\d+)");
  private static final Pattern DECLARATION = Pattern.compile("(const )?(\\w+)([ *]+)(.+)");
  private static final Pattern FIELD = Pattern.compile("(\\w+)((?:\\[\\w+\\])*)");

  /** A header of the tree that the tests are run in, such as {@code cpp/include/ib/ib_cpu.h}. */
  public static AbiHeader read(String file) throws IOException {
    return new AbiHeader(Files.readString(ROOT.resolve(file)).replaceAll("(?s)/\\*.*?\\*/", ""));
  }

  /** All enumerators. */
  public SortedMap<String, Integer> values() {
    SortedMap<String, Integer> values = new TreeMap<>();
    Matcher matcher = ENUMERATOR.matcher(text);
    while (matcher.find()) {
      values.put(matcher.group(1), Integer.valueOf(matcher.group(2)));
    }
    return values;
  }

  /** The value of an enumerator. */
  public int value(String name) {
    return Integer.parseInt(find(name + " = (\\d+)").group(1));
  }

  /** The value of a macro. */
  public int macro(String name) {
    return Integer.parseInt(find("#define " + name + " (\\d+)").group(1));
  }

  /** Bytes and name of each field of a structure, such as {@code 8 nx}. */
  public List<String> fields(String struct) {
    return layout(struct).stream().map(field -> field.bytes() + " " + field.name()).toList();
  }

  /** {@code sizeof} the structure. */
  public int bytes(String struct) {
    return layout(struct).stream().mapToInt(Field::bytes).sum();
  }

  /** {@code offsetof} the field. */
  public int offset(String struct, String name) {
    int offset = 0;
    for (Field field : layout(struct)) {
      if (field.name().equals(name)) {
        return offset;
      }
      offset += field.bytes();
    }
    throw new AssertionError(struct + " has no field " + name);
  }

  private record Field(String name, int bytes) {}

  private List<Field> layout(String struct) {
    List<Field> fields = new ArrayList<>();
    for (String line : find("(?s)struct " + struct + " \\{(.*?)\\}").group(1).split(";")) {
      if (!line.isBlank()) {
        Matcher declaration = matched(DECLARATION, line.strip());
        int bytes = declaration.group(3).contains("*") ? 8 : bytesOf(declaration.group(2));
        for (String name : declaration.group(4).split(", *")) {
          Matcher field = matched(FIELD, name.strip());
          fields.add(new Field(field.group(1), bytes * elements(field.group(2))));
        }
      }
    }
    return fields;
  }

  private int elements(String extents) {
    int elements = 1;
    for (String extent : extents.split("[\\[\\]]+")) {
      if (!extent.isEmpty()) {
        elements *= extent.matches("\\d+") ? Integer.parseInt(extent) : macro(extent);
      }
    }
    return elements;
  }

  private static int bytesOf(String type) {
    return switch (type) {
      case "uint64_t", "int64_t", "double" -> 8;
      case "uint32_t", "int32_t", "float" -> 4;
      default -> throw new AssertionError("the test cannot read type " + type);
    };
  }

  private static Matcher matched(Pattern pattern, String text) {
    Matcher matcher = pattern.matcher(text);
    if (!matcher.matches()) {
      throw new AssertionError("the test cannot read '" + text + "'");
    }
    return matcher;
  }

  private Matcher find(String pattern) {
    Matcher matcher = Pattern.compile(pattern).matcher(text);
    if (!matcher.find()) {
      throw new AssertionError("the header has no " + pattern);
    }
    return matcher;
  }
}
