package org.ibengine.backend;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** What a C header of the engine says, comments apart. */
record AbiHeader(String text) {
  private static final Path ROOT = Path.of("..", "..");

  static AbiHeader read(String file) throws IOException {
    return new AbiHeader(Files.readString(ROOT.resolve(file)).replaceAll("(?s)/\\*.*?\\*/", ""));
  }

  /** The value of an enumerator. */
  int value(String name) {
    return Integer.parseInt(find(name + " = (\\d+)").group(1));
  }

  /** Bytes and name of each field of a structure without padding, as {@code 8 nx}. */
  List<String> fields(String struct) {
    List<String> fields = new ArrayList<>();
    for (String line : find("(?s)struct " + struct + " \\{(.*?)\\}").group(1).split(";")) {
      String declaration = line.strip();
      if (!declaration.isEmpty()) {
        String type = declaration.split("[ *]+\\w+(,|$)")[0];
        int bytes = declaration.contains("*") ? 8 : bytes(type);
        for (String name : declaration.substring(type.length()).split(",")) {
          fields.add(bytes + " " + name.replace("*", "").strip());
        }
      }
    }
    return fields;
  }

  private static int bytes(String type) {
    return switch (type) {
      case "uint64_t", "int64_t", "double" -> 8;
      case "int32_t", "float" -> 4;
      default -> throw new AssertionError("a type this reads not: " + type);
    };
  }

  private Matcher find(String pattern) {
    Matcher matcher = Pattern.compile(pattern).matcher(text);
    if (!matcher.find()) {
      throw new AssertionError("the header has no " + pattern);
    }
    return matcher;
  }
}
