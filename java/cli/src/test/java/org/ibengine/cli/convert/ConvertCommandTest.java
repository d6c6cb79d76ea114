package org.ibengine.cli.convert;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.ibengine.cli.CommandLineRun;
import org.ibengine.cli.DatasetTree;
import org.ibengine.cli.options.ExitCode;
import org.ibengine.store.CaseRecord;
import org.ibengine.store.DatasetFolder;
import org.ibengine.store.DatasetReader;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ConvertCommandTest {
  @TempDir private Path folder;
  private Path raw;
  private Path packed;

  @BeforeEach
  void prepare() {
    raw = folder.resolve("raw");
    packed = folder.resolve("packed");
    expect("synth", folder.resolve("in"), "--cases", 2, "--size", 40, 36, 44, "--lesions", 3);
    prepare(raw, "raw");
  }

  private String prepare(Path out, String encoding) {
    return expect(
        "prepare",
        folder.resolve("in"),
        out,
        "--layout",
        "volumes",
        "--patch-size",
        16,
        16,
        16,
        "--encoding",
        encoding);
  }

  private static String expect(Object... command) {
    CommandLineRun run = CommandLineRun.of(command);
    assertEquals(ExitCode.OK, run.exitCode(), run.err());
    return run.out();
  }

  private static CaseRecord record(Path dataset) {
    return DatasetReader.readCase(new DatasetFolder(dataset), "phantom001");
  }

  @Test
  void epochsOfBothAreTheSameAndOneLineSumsItUp() throws IOException {
    String said = expect("convert", raw, packed, "--encoding", "packed");
    assertTrue(
        said.matches(
            "2 cases converted, 0 up to date, 0 failed: \\d+\\.\\d MB before, \\d+\\.\\d MB after,"
                + " \\d+\\.\\d\\d s\\R"),
        said);
    assertEquals(List.of(), record(raw).packed());
    assertTrue(record(packed).packed().contains(DatasetFolder.LABEL));
    String digest = expect("epoch", raw, "--digest", "--instance-maps");
    assertTrue(digest.lines().count() > 3, digest);
    assertEquals(digest, expect("epoch", packed, "--digest", "--instance-maps"));
    assertTrue(prepare(packed, "packed").contains("0 prepared, 2 up to date, 0 failed"));
    assertTrue(expect("verify", packed).contains("all as written"));
    Path back = folder.resolve("back");
    expect("convert", packed, back, "--encoding", "raw", "--threads", 1);
    DatasetTree.assertSameContent(raw, back, "back ");
    Path unlocked = folder.resolve("unlocked");
    expect("convert", packed, unlocked, "--encoding", "raw", "--no-lock");
    assertFalse(Files.exists(unlocked.resolve(".ib-lock")));
    assertTrue(
        expect("convert", raw, packed, "--encoding", "packed")
            .startsWith("0 cases converted, 2 up to date, 0 failed: "));
  }

  @Test
  void aDamagedCaseIsNamedAndTheExitCodeSaysWhetherAnyWasConverted() throws IOException {
    Path file = raw.resolve(record(raw).volumesPath());
    byte[] bytes = Files.readAllBytes(file);
    bytes[bytes.length / 2] ^= 1;
    Files.write(file, bytes);
    CommandLineRun run = CommandLineRun.of("convert", raw, packed, "--encoding", "packed");
    assertEquals(ExitCode.SOME_CASES_FAILED, run.exitCode(), run.err());
    assertTrue(run.err().contains("ib: case phantom001: " + file), run.err());
    assertTrue(run.out().startsWith("1 case converted, 0 up to date, 1 failed: "), run.out());
    CommandLineRun none =
        CommandLineRun.of(
            "convert", raw, folder.resolve("no"), "--encoding", "packed", "--max-memory", "1K");
    assertEquals(ExitCode.FAILED, none.exitCode(), none.err());
    assertTrue(none.err().contains("--max-memory gives 0 MiB; raise it"), none.err());
  }

  @Test
  void theEncodingMustBeGivenAndExist() {
    for (List<Object> command :
        List.of(
            List.<Object>of("convert", raw, packed),
            List.<Object>of("convert", raw, packed, "--encoding", "gzip"),
            List.<Object>of("convert", raw, "--encoding", "raw"),
            List.<Object>of("convert", raw, packed, "--encoding", "raw", "--threads", 0))) {
      assertEquals(
          ExitCode.USAGE, CommandLineRun.of(command.toArray()).exitCode(), command::toString);
    }
    CommandLineRun same = CommandLineRun.of("convert", raw, raw, "--encoding", "packed");
    assertEquals(ExitCode.FAILED, same.exitCode(), same.err());
    assertTrue(same.err().contains("must not lie in its input"), same.err());
  }
}
