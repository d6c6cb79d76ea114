package org.ibengine.store;

import java.nio.file.Path;

/** Paths read from JSON are deleted and renamed later, so they must stay inside the folder. */
final class SafePath {
  private SafePath() {}

  static String check(JsonObject json, String field) {
    String text = json.text(field);
    Path path = Path.of(text);
    boolean inside =
        !path.isAbsolute()
            && path.getNameCount() >= 2
            && path.normalize().equals(path)
            && !path.startsWith("..");
    if (!inside) {
      throw json.damaged(field, "must be a plain path inside the dataset folder, was " + text);
    }
    return text;
  }
}
