package org.ibengine.dataset;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Iterator;
import java.util.Map;
import org.ibengine.error.DatasetException;
import org.ibengine.io.StrictJson;
import org.ibengine.text.Text;

/** A JSON object from case name to subject name, for {@link FoldChoice#subjects}. */
public final class SubjectsFile {
  private SubjectsFile() {}

  /**
   * The subject of each case that the file names.
   *
   * @throws DatasetException if the file cannot be read, holds something else, or names a case
   *     twice
   */
  public static Map<String, String> read(Path file) {
    JsonNode tree = StrictJson.read(file);
    if (!tree.isObject()) {
      throw new DatasetException(file, "must be a JSON object from case name to subject name");
    }
    Map<String, String> subjects = new HashMap<>();
    for (Iterator<String> cases = tree.fieldNames(); cases.hasNext(); ) {
      String name = cases.next();
      JsonNode subject = tree.get(name);
      if (!subject.isTextual() && !subject.isIntegralNumber()) {
        throw new DatasetException(
            file, Text.format("the subject of case %s must be a name, was %s", name, subject));
      }
      subjects.put(name, subject.asText());
    }
    return subjects;
  }
}
