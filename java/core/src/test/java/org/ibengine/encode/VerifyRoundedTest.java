package org.ibengine.encode;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.ibengine.error.DatasetException;
import org.ibengine.index.StoreRule;
import org.ibengine.index.VolumeEncoding;
import org.ibengine.store.DatasetVerifier;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Records of rounded modalities that somebody changed. */
class VerifyRoundedTest extends OnPackableCases {
  private Path record;
  private String text;

  @BeforeEach
  void roundThem() throws IOException {
    cases.store(StoreRule.UINT16).prepare(packed, VolumeEncoding.PACKED);
    record = packed.resolve("cases/p1/case.json");
    text = Files.readString(record);
    assertEquals(List.of(), DatasetVerifier.verify(packed).problems());
  }

  /** The first problem after every {@code from} in the record of MR became {@code to}. */
  private String problem(String from, String to) throws IOException {
    int at = text.indexOf("\"MR\"");
    String changed = text.substring(at).replaceFirst(from, to);
    assertTrue(!text.endsWith(changed), from);
    Files.writeString(record, text.substring(0, at) + changed);
    return DatasetVerifier.verify(packed).problems().get(0);
  }

  private static void assertSays(String problem, String... parts) {
    for (String part : parts) {
      assertTrue(problem.contains(part), problem);
    }
  }

  @Test
  void aScaleThatCannotBeIsNamed() throws IOException {
    assertSays(problem("\"slope\": ", "\"slope\": -"), "case.json", "MR was rounded", "positive");
    assertSays(problem("\"slope\": [0-9.E-]+", "\"slope\": 0"), "a finite slope that is not 0");
    assertSays(problem("\"slope\": [0-9.E-]+", "\"slope\": 1e999"), "MR", "finite");
    assertSays(
        problem("UINT16", "INT16"), "MR was rounded, so it needs the type UINT16 or FLOAT16");
    assertSays(problem("\"largestError\": ", "\"largestError\": -"), "must be finite and not");
    assertSays(problem("\"from\": \"FLOAT32\"", "\"from\": \"INT16\""), "only floats are rounded");
    assertSays(problem("\"from\": \"FLOAT32\"", "\"from\": \"F\""), "case.json", "damaged");
  }

  @Test
  void aRecordThatSaysAnotherTypeThanTheFileIsNamed() throws IOException {
    String rounded = "(?s)\"UINT16\"(.*?),\\s*\"rounded\": \\{.*?\\}";
    String problem = problem(rounded, "\"FLOAT32\"$1");
    assertSays(problem, volumes(packed, "p1") + ": must hold MR as FLOAT32", "holds UINT16");
    List<String> problems = DatasetVerifier.verify(packed).problems();
    assertEquals(2, problems.size(), problems.toString());
    assertSays(problems.get(1), record + ": modality MR is FLOAT32", "says uint16");
  }

  @Test
  void aRuleThatIsNotKnownIsRefused() throws IOException {
    Path file = packed.resolve("dataset.json");
    Files.writeString(file, Files.readString(file).replace("\"uint16\"", "\"uint8\""));
    String message =
        assertThrows(DatasetException.class, () -> DatasetVerifier.verify(packed)).getMessage();
    assertSays(message, "dataset.json", "store must be auto, uint16 or float16, was uint8");
  }
}
