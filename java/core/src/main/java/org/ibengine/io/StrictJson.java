package org.ibengine.io;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Path;
import org.ibengine.error.DatasetException;

/** Reads JSON that people write by hand: a name that comes twice is a fault. */
public final class StrictJson {
  /** A name of 100 bytes for each of 100,000 cases, in five folds. */
  private static final int MOST_BYTES = 1 << 26;

  private static final ObjectMapper JSON =
      new ObjectMapper()
          .enable(JsonParser.Feature.STRICT_DUPLICATE_DETECTION)
          .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS);

  private StrictJson() {}

  /**
   * @throws DatasetException if the file cannot be read or is not JSON
   */
  public static JsonNode read(Path file) {
    try {
      return JSON.readTree(RegularFile.read(file, MOST_BYTES, "; is it a list of cases?"));
    } catch (JsonProcessingException e) {
      throw new DatasetException(file, "is not JSON: " + e.getOriginalMessage(), e);
    } catch (IOException e) {
      throw new DatasetException(file, "cannot be read: " + IoReason.of(e), e);
    }
  }
}
