package org.ibengine.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.ibengine.cli.options.ExitCode;
import org.ibengine.conformance.JsonKeys;
import org.ibengine.conformance.OnDriverDouble;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** One dialect: every JSON that a command writes has camelCase keys. */
@ExtendWith(OnDriverDouble.class)
class JsonKeysTest {
  private static final ObjectMapper JSON = new ObjectMapper();

  @TempDir static Path folder;
  private static Path raw;
  private static Path dataset;

  @BeforeAll
  static void prepare() {
    dataset = PhantomDataset.make(folder);
    raw = folder.resolve("raw");
  }

  private static String run(Object... arguments) {
    CommandLineRun run = CommandLineRun.of(arguments);
    assertEquals(ExitCode.OK, run.exitCode(), run.err());
    return run.out();
  }

  private static void check(String text) throws IOException {
    JsonNode json = JSON.readTree(text);
    assertFalse(json.isMissingNode() || json.isEmpty(), "nothing to check in " + text);
    assertEquals(List.of(), JsonKeys.notCamelCase(json));
  }

  private static void checkFile(Path file) throws IOException {
    check(Files.readString(file));
  }

  @Test
  void breachesAreFoundAtAnyDepth() throws IOException {
    assertEquals(
        List.of("/a/0/b_c", "/Big", "/with space"),
        JsonKeys.notCamelCase(
            JSON.readTree("{'a':[{'b_c':1}],'Big':{},'with space':0}".replace('\'', '"'))));
  }

  @Test
  void phantomsAndDatasets() throws IOException {
    checkFile(raw.resolve("phantom000/truth.json"));
    checkFile(dataset.resolve("dataset.json"));
    checkFile(dataset.resolve("cases/phantom000/case.json"));
    try (var files = Files.list(dataset.resolve("cases/phantom000"))) {
      for (Path file : files.filter(one -> one.toString().endsWith(".safetensors")).toList()) {
        ByteBuffer bytes = ByteBuffer.wrap(Files.readAllBytes(file)).order(ByteOrder.LITTLE_ENDIAN);
        String header =
            new String(bytes.array(), 8, (int) bytes.getLong(0), StandardCharsets.UTF_8);
        JsonNode ours = JSON.readTree(header).path("__metadata__");
        assertEquals(List.of(), JsonKeys.notCamelCase(ours), "the rest is safetensors'");
      }
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"volumes", "patches"})
  void prepareAndStats(String layout) throws IOException {
    Path out = folder.resolve("again-" + layout);
    Path summary = folder.resolve("prepare.json");
    run("prepare", raw, out, "--layout", layout, "--patch-size", 7, 7, 5, "--summary", summary);
    checkFile(summary);
    checkFile(out.resolve("dataset.json"));
    checkFile(out.resolve("cases/phantom001/case.json"));
    check(run("stats", out, "--json"));
  }

  @Test
  void statsOfAFolderOfTheScript() throws IOException {
    Path out = folder.resolve("script");
    run("prepare", raw, out, "--layout", "patches", "--patch-size", 7, 7, 5);
    Path script = folder.resolve("script-only");
    for (String kind : List.of("lesion_patches", "background_patches")) {
      Files.createDirectories(script);
      Files.move(out.resolve(kind), script.resolve(kind));
    }
    check(run("stats", script, "--json"));
  }

  @Test
  void info() throws IOException {
    Path first = raw.resolve("phantom000");
    check(run("info", "--json", first.resolve("GT.nii.gz"), first.resolve("T1.nii.gz")));
  }

  @Test
  void epochs() throws IOException {
    Path summary = folder.resolve("epoch.json");
    Path ledger = folder.resolve("ledger.json");
    Path plan = folder.resolve("plan.jsonl");
    Path state = folder.resolve("state.json");
    run(
        "epoch",
        dataset,
        "--fold",
        0,
        3,
        "--weights",
        "patch-inverse",
        "--summary",
        summary,
        "--ledger",
        ledger);
    checkFile(summary);
    checkFile(ledger);
    run("epoch", dataset, "--plan", plan);
    for (String line : Files.readAllLines(plan)) {
      check(line);
    }
    run("epoch", dataset, "--steps", 1, "--state", state);
    checkFile(state);
  }

  @Test
  void froc() throws IOException {
    FrocFolders files = new FrocFolders(folder.resolve("froc"));
    Path out = folder.resolve("froc-out");
    run("froc", files.masks(), files.predictions(), "-o", out);
    checkFile(out.resolve("summary.json"));
  }

  @Test
  void ratios() throws IOException {
    Path summary = folder.resolve("ratio.json");
    run(
        "ratio",
        dataset,
        "--sizes",
        5,
        "--target",
        dataset,
        "--min-in-range",
        0,
        "--summary",
        summary);
    checkFile(summary);
  }

  /** The results that the project publishes. */
  @Test
  void publishedResults() throws IOException {
    try (var files = Files.list(Path.of("..", "..", "benchmarks", "results"))) {
      for (Path file : files.toList()) {
        List<String> broken = JsonKeys.notCamelCase(JSON.readTree(file.toFile()));
        broken.removeIf(path -> path.matches("/runs/\\d+/(mutatedInputs|hostileConnections)/.*"));
        assertEquals(List.of(), broken, file.toString());
      }
    }
  }
}
