package org.ibengine.cli;

import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;
import org.ibengine.error.DatasetException;
import org.ibengine.io.RegularFile;

/** A JSON object from case name to subject name. */
final class SubjectsFile {
  private SubjectsFile() {}

  static Map<String, String> read(Path file) {
    RegularFile.require(file);
    try {
      return new ObjectMapper().readValue(file.toFile(), new TypeReference<>() {});
    } catch (IOException e) {
      throw new DatasetException(
          file, "must be a JSON object from case name to subject name: " + e.getMessage(), e);
    }
  }
}
