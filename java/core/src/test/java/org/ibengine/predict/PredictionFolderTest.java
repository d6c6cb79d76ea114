package org.ibengine.predict;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.ibengine.error.DatasetException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PredictionFolderTest {
  @TempDir private Path folder;

  private static ObjectNode settings(int stride) {
    return JsonNodeFactory.instance.objectNode().put("stride", stride);
  }

  @Test
  void whatIsReplacedIsForgottenBeforeItsFilesAre() throws IOException {
    Path record = folder.resolve("predict.json");
    String text = "{\"settings\": {\"stride\": 7}, \"cases\": {\"a\": \"x\"}}";
    Files.writeString(record, text);
    PredictionFolder.open(folder, settings(7), false);
    assertThrows(DatasetException.class, () -> PredictionFolder.open(folder, settings(8), false));
    assertEquals(text, Files.readString(record));
    PredictionFolder.open(folder, settings(8), true);
    assertFalse(Files.exists(record));
  }
}
