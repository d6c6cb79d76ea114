package org.ibengine.cli.epoch;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.ibengine.cli.CommandLineRun;
import org.ibengine.cli.PhantomDataset;
import org.ibengine.cli.options.ExitCode;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class SamplerCommandTest {
  private static final ObjectMapper JSON = new ObjectMapper();

  @TempDir static Path folder;
  private static Path dataset;

  @BeforeAll
  static void prepare() {
    dataset = PhantomDataset.make(folder);
  }

  private static CommandLineRun run(Object... options) {
    List<Object> all = new ArrayList<>(List.of("epoch", dataset, "--patch-size", 6, 6, 6));
    all.addAll(List.of(options));
    return CommandLineRun.of(all.toArray());
  }

  private static List<String> digests(Object... options) {
    List<Object> all = new ArrayList<>(List.of("--digest", "--batch-size", 3));
    all.addAll(List.of(options));
    CommandLineRun run = run(all.toArray());
    assertEquals(0, run.exitCode(), run.err());
    return run.out().lines().toList();
  }

  @ParameterizedTest
  @ValueSource(strings = {"tumour", "voxel", "uniform"})
  void anEpochHasAsManyBatchesAsAskedFor(String sampler) throws IOException {
    Path plan = folder.resolve(sampler + ".jsonl");
    Path summary = folder.resolve(sampler + ".json");
    CommandLineRun run =
        run("--sampler", sampler, "--steps", 30, "--plan", plan, "--summary", summary);
    assertEquals(0, run.exitCode(), run.err());
    assertTrue(run.out().contains("30 batches, 60 patches"), run.out());
    assertTrue(run.out().contains("background uniform"), run.out());
    boolean withForeground = false;
    List<String> lines = Files.readAllLines(plan);
    assertEquals(60, lines.size());
    for (String text : lines) {
      JsonNode line = JSON.readTree(text);
      boolean box = line.get("instance").isNull();
      assertEquals(box ? "uniform" : "", line.get("stratum").asText(""));
      assertTrue(box || line.get("foreground").booleanValue(), text);
      withForeground |= box && line.get("foreground").booleanValue();
    }
    assertTrue(withForeground);
    JsonNode draws = JSON.readTree(summary.toFile()).at("/options/sampling/draws");
    assertEquals(
        JSON.readTree("{\"sampler\":\"%s\",\"steps\":30,\"positiveShare\":0.5}".formatted(sampler)),
        draws);
  }

  @Test
  void anEpochThatIsStoppedGoesOnWithTheSameBatches() {
    Object[] drawn = {"--sampler", "tumour", "--steps", 8, "--placement", "centre"};
    List<String> all = digests(drawn);
    Path state = folder.resolve("state.json");
    List<String> begun = digests(with(drawn, "--stop-after", 3, "--state", state));
    assertEquals(all.subList(0, 3), begun);
    assertEquals(all.subList(3, 8), digests(with(drawn, "--resume", state)));
    CommandLineRun other = run("--resume", state, "--batch-size", 3, "--placement", "centre");
    assertEquals(ExitCode.FAILED, other.exitCode());
    assertTrue(
        other.err().contains("sampling.draws.sampler was \"tumour\", is \"ib\""), other.err());
  }

  private static Object[] with(Object[] options, Object... more) {
    List<Object> all = new ArrayList<>(List.of(options));
    all.addAll(List.of(more));
    return all.toArray();
  }

  @Test
  void stepsOfSamplerIbStopAsBefore() {
    assertEquals(digests("--stop-after", 2), digests("--steps", 2));
  }

  @Test
  void aCentredPatchMayBeginBeforeTheVolume() throws IOException {
    Path plan = folder.resolve("centre.jsonl");
    CommandLineRun run =
        CommandLineRun.of(
            "epoch",
            dataset,
            "--patch-size",
            30,
            30,
            30,
            "--ratio",
            0,
            "--placement",
            "centre",
            "--plan",
            plan);
    assertEquals(0, run.exitCode(), run.err());
    boolean before = false;
    for (String line : Files.readAllLines(plan)) {
      before |= JSON.readTree(line).get("cornerInVolume").get(0).intValue() < 0;
    }
    assertTrue(before);
  }

  @Test
  void aPreviewShowsBoxes() {
    Path image = folder.resolve("boxes.png");
    CommandLineRun run =
        CommandLineRun.of("preview", dataset, "-o", image, "--sampler", "uniform", "--steps", 6);
    assertEquals(0, run.exitCode(), run.err());
    assertTrue(Files.exists(image));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "--sampler tumor --steps 3 | --sampler must be ib, tumour, voxel or uniform, was tumor",
        "--placement middle | --placement must be reference, jitter, centre or clamp, was middle",
        "--sampler voxel | say how many batches it has with --steps",
        "--sampler voxel --steps 0 | steps must be at least 1, were 0",
        "--sampler voxel --steps 3 --positive-share 1.2 | --positive-share must be from 0 to 1",
        "--positive-share 0.2 | --positive-share goes with the samplers tumour and voxel",
        "--sampler uniform --steps 3 --positive-share 0.2 | the sampler is uniform; leave it out",
        "--sampler uniform --steps 3 --placement jitter | --placement does not go with --sampler uniform",
        "--sampler voxel --steps 3 --repeats 2 | --repeats does not go with --sampler voxel",
        "--sampler voxel --steps 3 --balance size | --balance does not go with --sampler voxel",
        "--sampler voxel --steps 3 --even-batches | --even-batches does not go with",
        "--sampler voxel --steps 3 --ratio 2 | --positive-share says how many patches",
        "--steps 3 --stop-after 2 | both say where to stop",
        "--stop-after -1 | --stop-after must be at least 0, was -1",
      })
  void whatMakesNoSenseIsRefused(String options, String reason) {
    CommandLineRun run = run((Object[]) options.split(" "));
    assertEquals(ExitCode.USAGE, run.exitCode(), run.err());
    assertTrue(run.err().contains(reason), run.err());
  }

  @Test
  void casesThatAreNeverDrawnAreCounted() throws IOException {
    Path none = folder.resolve("none");
    Object[] synth = {"synth", none, "--cases", 4, "--size", 20, 24, 30, "--lesions", 0};
    CommandLineRun made = CommandLineRun.of(synth);
    assertEquals(0, made.exitCode(), made.err());
    Path healthy = Files.createDirectories(folder.resolve("healthy"));
    Files.move(none.resolve("phantom003"), healthy.resolve("phantom003"));
    Path all = folder.resolve("all");
    CommandLineRun prepared =
        CommandLineRun.of("prepare", folder.resolve("raw"), healthy, all, "--layout", "volumes");
    assertEquals(0, prepared.exitCode(), prepared.err());
    String told = "ib: 1 case of 4 without a lesion, which --sampler voxel never draws";
    for (String sampler : List.of("voxel", "uniform")) {
      CommandLineRun run =
          CommandLineRun.of(
              "epoch", all, "--patch-size", 6, 6, 6, "--sampler", sampler, "--steps", 3);
      assertEquals(0, run.exitCode(), run.err());
      assertEquals(sampler.equals("voxel"), run.err().contains(told), run.err());
    }
  }

  @Test
  void stepsGoWithASamplerInOtherCommands() {
    CommandLineRun run =
        CommandLineRun.of("preview", dataset, "-o", folder.resolve("none.png"), "--steps", 6);
    assertEquals(ExitCode.USAGE, run.exitCode());
    assertTrue(run.err().contains("an epoch of sampler ib shows every instance"), run.err());
    assertFalse(Files.exists(folder.resolve("none.png")));
  }
}
