package org.ibengine.cli.epoch;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.ibengine.EngineOptions;
import org.ibengine.backend.WeightKind;
import org.ibengine.cli.CommandLineRun;
import org.ibengine.cli.PhantomDataset;
import org.ibengine.cli.options.ExitCode;
import org.ibengine.dataset.FoldChoice;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Resuming: what a state file holds, and which are refused. */
class EpochStateTest {
  @TempDir static Path folder;
  private static Path dataset;

  @BeforeAll
  static void prepare() {
    dataset = PhantomDataset.make(folder);
  }

  private static List<String> digests(Object... options) {
    return Digests.of(dataset, options);
  }

  @Test
  void resumedEpochGivesTheRestUnchanged() {
    Path state = folder.resolve("state.json");
    List<String> whole = digests("--seed", 8, "--epoch", 2);
    List<String> begun = digests("--seed", 8, "--epoch", 2, "--steps", 4, "--state", state);
    assertEquals(whole.subList(0, 4), begun);
    assertEquals(whole.subList(4, whole.size()), digests("--resume", state));
  }

  @Test
  void summaryLedgerAndStateHoldTheOptionsTheyWereMadeWith() throws IOException {
    List<Path> files = new ArrayList<>();
    for (String option : List.of("summary", "ledger", "state")) {
      files.add(folder.resolve("made-" + option + ".json"));
    }
    CommandLineRun run =
        CommandLineRun.of(
            "epoch",
            dataset,
            "--repeats",
            2,
            "--fold",
            1,
            3,
            "--rank",
            1,
            "--world-size",
            2,
            "--threads",
            3,
            "--weights",
            "patch-inverse",
            "--summary",
            files.get(0),
            "--ledger",
            files.get(1),
            "--state",
            files.get(2));
    assertEquals(ExitCode.OK, run.exitCode(), run.err());
    for (Path file : files) {
      JsonNode made = new ObjectMapper().readTree(file.toFile()).get("options");
      EngineOptions options = EngineOptions.fromJson(made.toString());
      assertEquals(2, options.sampling().repeats(), file.toString());
      assertEquals(new FoldChoice.Fold(1, 3), options.sampling().folds().fold().orElseThrow());
      assertEquals(1, options.delivery().rank());
      assertEquals(3, options.resources().threads());
      assertEquals(WeightKind.PATCH_INVERSE, options.delivery().weights().kind().orElseThrow());
    }
  }

  @Test
  void aStateThatWasWrittenBeforeItHeldOptionsIsResumed() throws IOException {
    Path state = folder.resolve("now.json");
    List<String> whole = digests("--seed", 3);
    digests("--seed", 3, "--steps", 4, "--state", state);
    ObjectNode before = (ObjectNode) new ObjectMapper().readTree(state.toFile());
    before.remove("options");
    Files.writeString(state, before + "\n");
    assertEquals(whole.subList(4, whole.size()), digests("--resume", state));
  }

  @Test
  void aStateOfOtherOptionsIsRefusedByWhatIsDifferent() {
    Path state = folder.resolve("other.json");
    digests("--repeats", 2, "--steps", 1, "--state", state);
    CommandLineRun run = CommandLineRun.of("epoch", dataset, "--repeats", 3, "--resume", state);
    assertEquals(ExitCode.FAILED, run.exitCode());
    String expected = "other options (sampling.repeats was 2, is 3); open the engine as it was";
    assertTrue(run.err().contains(expected), run.err());
  }

  @Test
  void aStateThatIsTooLongToBeOneIsRefusedUnread() throws IOException {
    Path state = folder.resolve("long.json");
    try (RandomAccessFile file = new RandomAccessFile(state.toFile(), "rw")) {
      file.setLength(1L << 38);
    }
    CommandLineRun run = CommandLineRun.of("epoch", dataset, "--resume", state);
    assertEquals(ExitCode.FAILED, run.exitCode(), run.err());
    String expected = state + ": must not be longer than 268435456 bytes, has 274877906944;";
    assertTrue(run.err().contains(expected), run.err());
  }
}
