package org.ibengine.cli.prepare;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.ibengine.cli.CommandLineRun;
import org.ibengine.cli.DatasetTree;
import org.ibengine.cli.options.ExitCode;
import org.ibengine.store.DatasetFolder;
import org.ibengine.store.DatasetReader;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PrepareCommandTest {
  @TempDir private Path folder;
  private Path raw;
  private Path out;

  @BeforeEach
  void makeTwoCases() {
    raw = folder.resolve("raw");
    out = folder.resolve("out");
    Object[] synth = {"synth", raw, "--cases", 2, "--size", 31, 17, 23, "--lesions", 2};
    assertEquals(ExitCode.OK, CommandLineRun.of(synth).exitCode());
  }

  private CommandLineRun prepare(Object... more) {
    Object[] args = new Object[3 + more.length];
    args[0] = "prepare";
    args[1] = raw;
    args[2] = out;
    System.arraycopy(more, 0, args, 3, more.length);
    return CommandLineRun.of(args);
  }

  @Test
  void bothLayoutsVerify() {
    for (String layout : new String[] {"patches", "volumes"}) {
      CommandLineRun run = prepare("--layout", layout, "--patch-size", 9, 8, 7);
      assertEquals(ExitCode.OK, run.exitCode(), run.err());
      assertTrue(run.out().contains("2 prepared, 0 up to date, 0 failed"), run.out());
      CommandLineRun verify = CommandLineRun.of("verify", out);
      assertEquals(ExitCode.OK, verify.exitCode(), verify.out());
    }
  }

  @Test
  void bothBackendsGiveOneDataset() throws IOException {
    assertEquals(ExitCode.OK, prepare("--layout", "volumes", "--backend", "cpu").exitCode());
    Path byCpu = out;
    out = folder.resolve("reference");
    assertEquals(ExitCode.OK, prepare("--layout", "volumes", "--backend", "reference").exitCode());
    DatasetTree.assertSameContent(byCpu, out, "reference ");
  }

  @Test
  void threadsDoNotChangeTheBytes() throws IOException {
    assertEquals(ExitCode.OK, prepare("--patch-size", 9, 8, 7, "--threads", 1).exitCode());
    Path byOne = out;
    out = folder.resolve("five");
    assertEquals(ExitCode.OK, prepare("--patch-size", 9, 8, 7, "--threads", 5).exitCode());
    DatasetTree.assertEqual(byOne, out, "five threads");
  }

  @Test
  void someFailedCasesAreListedAndGiveExitCode3() throws IOException {
    Files.write(raw.resolve("phantom001/GT.nii.gz"), new byte[] {1, 2, 3});
    CommandLineRun run = prepare();
    assertEquals(ExitCode.SOME_CASES_FAILED, run.exitCode());
    assertTrue(run.err().contains("case phantom001: "), run.err());
    assertTrue(run.err().contains("GT.nii.gz"), run.err());
    assertTrue(run.out().contains("1 prepared, 0 up to date, 1 failed"), run.out());
  }

  @Test
  void nothingPreparedAtAllIsAFailure() throws IOException {
    Files.write(raw.resolve("phantom000/GT.nii.gz"), new byte[] {1, 2, 3});
    Files.write(raw.resolve("phantom001/GT.nii.gz"), new byte[] {1, 2, 3});
    assertEquals(ExitCode.FAILED, prepare().exitCode());
  }

  @Test
  void badOptionsAreUsageErrors() {
    assertEquals(ExitCode.USAGE, prepare("--patch-size", 9, 0, 7).exitCode());
    assertEquals(ExitCode.USAGE, prepare("--connectivity", 7).exitCode());
    assertEquals(ExitCode.USAGE, prepare("--percentiles", 99, 1).exitCode());
    assertEquals(ExitCode.USAGE, prepare("--layout", "tiles").exitCode());
    assertEquals(ExitCode.USAGE, prepare("--max-memory", "much").exitCode());
    assertEquals(ExitCode.USAGE, prepare("--max-memory", "1M").exitCode());
    assertFalse(Files.exists(out.resolve("lesion_patches")));
  }

  @Test
  void aMissingInputIsOneLine() {
    raw = folder.resolve("nowhere");
    CommandLineRun run = prepare();
    assertEquals(ExitCode.FAILED, run.exitCode());
    assertEquals(1, run.err().lines().count(), run.err());
    assertTrue(run.err().contains("nowhere: there is no such folder"), run.err());
  }

  @Test
  void theDryRunSaysWhatItWouldDoAndWritesNothing() {
    CommandLineRun run = prepare("--dry-run");
    assertTrue(run.out().contains("phantom001: new"), run.out());
    assertFalse(Files.exists(out));
  }

  @Test
  void theSummaryIsWrittenAsJson() throws IOException {
    Path file = folder.resolve("summary.json");
    assertEquals(ExitCode.OK, prepare("--summary", file, "--layout", "volumes").exitCode());
    JsonNode json = new ObjectMapper().readTree(file.toFile());
    assertEquals("phantom000", json.get("prepared").get(0).asText());
    assertEquals(4, json.get("instances").asInt());
    assertEquals(2, json.get("files").asInt());
    assertEquals("read", json.get("stages").get(0).get("stage").asText());
  }

  @Test
  void verifyExitsWith1AtTheFirstDamagedByte() throws IOException {
    assertEquals(ExitCode.OK, prepare("--layout", "volumes").exitCode());
    DatasetFolder dataset = new DatasetFolder(out);
    Path file = out.resolve(DatasetReader.readCase(dataset, "phantom000").volumesPath());
    byte[] bytes = Files.readAllBytes(file);
    bytes[bytes.length - 1] ^= 1;
    Files.write(file, bytes);
    CommandLineRun run = CommandLineRun.of("verify", out);
    assertEquals(ExitCode.FAILED, run.exitCode());
    assertTrue(run.out().contains(file + ": is damaged"), run.out());
  }
}
