package org.ibengine.store;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.ibengine.error.DatasetException;
import org.ibengine.index.CaseIndex;
import org.ibengine.label.Instance;
import org.ibengine.volume.Box;
import org.ibengine.volume.Geometry;
import org.ibengine.volume.Index3;
import org.ibengine.volume.Size3;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class JsonObjectTest {
  @TempDir private Path folder;

  private String refusal(Path file, int mostBytes) {
    return assertThrows(DatasetException.class, () -> JsonObject.read(file, mostBytes))
        .getMessage();
  }

  private String refusal(String text) throws IOException {
    return refusal(Files.writeString(folder.resolve("case.json"), text), 1 << 20);
  }

  @Test
  void aFileOverTheLimitIsRefusedBeforeItIsRead() throws IOException {
    Path file = folder.resolve("case.json");
    try (RandomAccessFile sparse = new RandomAccessFile(file.toFile(), "rw")) {
      sparse.setLength(1L << 40);
    }
    String message = refusal(file, JsonObject.MOST_CASE_BYTES);
    assertTrue(
        message.contains("must not be longer than 268435456 bytes, has 1099511627776"), message);
  }

  @Test
  void theLimitItselfIsRead() throws IOException {
    Path file = Files.writeString(folder.resolve("a.json"), "{\"a\":12}");
    assertEquals(12, JsonObject.read(file, 8).integer("a"));
    assertTrue(refusal(file, 7).contains("must not be longer than 7 bytes, has 8"));
  }

  @Test
  void deepNestingAndLongTokensAreDamage() throws IOException {
    assertTrue(refusal("[".repeat(100_000)).contains("not valid JSON"));
    assertTrue(refusal("{\"a\":".repeat(17) + "1" + "}".repeat(17)).contains("not valid JSON"));
    assertTrue(refusal("{\"a\":1" + "0".repeat(200) + "}").contains("not valid JSON"));
    assertTrue(refusal("{\"" + "a".repeat(5000) + "\":1}").contains("not valid JSON"));
    assertTrue(refusal("{\"a\":\"" + "b".repeat(70_000) + "\"}").contains("not valid JSON"));
  }

  @Test
  void damageIsNamedByLineAndColumnInOurWords() throws IOException {
    assertEquals(" not valid JSON at line 2, column 7", damage("{\"a\": 1,\n \"b\": x}"));
    assertEquals(" not valid JSON at line 2, column 3", damage("{\"a\": [1,\n2,"));
    assertTrue(damage("{\"a\": 99999999999999999999}").startsWith(" not valid JSON at line 1, "));
    // Whether the end or the limit comes first depends on buffers that others left.
    for (String end : List.of("", "\"}")) {
      String text = "{\"a\": \"" + "b".repeat(70_000) + end;
      assertTrue(damage(text).startsWith(" not valid JSON at line 1, "));
    }
  }

  private String damage(String text) throws IOException {
    String message = refusal(text);
    assertTrue(message.endsWith(JsonObject.CASE_REMEDY), message);
    return message.substring(
        message.indexOf("is damaged,") + "is damaged,".length(),
        message.length() - JsonObject.CASE_REMEDY.length());
  }

  @Test
  void whatIsNotARegularFileIsRefusedAndNotWaitedFor() throws Exception {
    Path pipe = folder.resolve("case.json");
    assertEquals(0, new ProcessBuilder("mkfifo", pipe.toString()).start().waitFor());
    assertTrue(refusal(pipe, 100).contains("a regular file is needed"));
    assertTrue(refusal(folder, 100).contains("is a folder, but a file is needed"));
  }

  /** A hundredth of the largest case that has to be possible. */
  @Test
  void aHundredThousandInstancesWithAllAnchorsFitTheLimit() throws IOException {
    Box box = new Box(new Index3(300, 400, 500), new Index3(408, 408, 508));
    List<Index3> anchors = Collections.nCopies(Instance.MAX_ANCHORS, new Index3(407, 407, 507));
    List<Instance> instances = new ArrayList<>();
    List<OutputFile> outputs = new ArrayList<>();
    Instance.Centroid centroid = new Instance.Centroid(401.123456789, 402.123456789, 502.987654);
    for (int id = 1; id <= 1000; id++) {
      instances.add(new Instance(id, 123, box, centroid, anchors));
      for (String role : List.of("FLAIR", "T1-ce", "label")) {
        String path =
            DatasetFolder.patchPath(
                "sub-0123_ses-01", role, DatasetFolder.PatchKind.POSITIVE, 99_000 + id);
        outputs.add(new OutputFile(path, 8_388_608, -1));
      }
    }
    CaseRecord record = Records.of("sub-0123_ses-01", outputs);
    CaseIndex index =
        new CaseIndex(
            record.index().name(),
            new Geometry(
                new Size3(512, 512, 1000),
                new Geometry.Spacing(1, 1, 1),
                record.index().geometry().affine()),
            record.index().connectivity(),
            record.index().modalities(),
            instances,
            Collections.nCopies(1000, new Index3(448, 448, 936)));
    byte[] bytes =
        CaseJson.write(new CaseRecord(index, record.optionsHash(), record.sources(), outputs));
    assertTrue(100L * bytes.length < JsonObject.MOST_CASE_BYTES, bytes.length + " bytes");
    Path file = Files.write(folder.resolve("case.json"), bytes);
    assertEquals(
        index, CaseJsonReader.read(JsonObject.read(file, JsonObject.MOST_CASE_BYTES)).index());
  }

  @Test
  void threeIntegersReadAsAnyOtherArray() throws IOException {
    Path file =
        Files.write(
            folder.resolve("a.json"),
            "{\"a\":[1,-2,2147483647],\"b\":[1,2,2147483648]}".getBytes(StandardCharsets.UTF_8));
    JsonObject json = JsonObject.read(file, 100);
    assertEquals(2147483647.0, json.numbers("a", 3)[2]);
    assertEquals(2147483648L, json.integers("b", 3)[2]);
    assertEquals(-2, json.integers("a", 3)[1]);
  }
}
