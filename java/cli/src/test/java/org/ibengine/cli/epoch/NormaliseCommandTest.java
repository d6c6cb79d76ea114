package org.ibengine.cli.epoch;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
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

/** {@code --normalise} where a dataset is read, and where patches are written. */
class NormaliseCommandTest {
  @TempDir static Path folder;
  private static Path dataset;

  @BeforeAll
  static void prepare() {
    dataset = PhantomDataset.make(folder);
  }

  @Test
  void preparedIsTheDefaultAndOthersChangeImagesAlone() {
    List<String> usual = Digests.of(dataset);
    assertEquals(usual, Digests.of(dataset, "--normalise", "prepared"));
    assertEquals(usual, Digests.of(dataset, "--normalise", "percentile:1:99"));
    for (String scale :
        List.of(
            "percentile:0.5:99.5:positive",
            "window:-1000:400",
            "zscore",
            "none",
            "zscore:positive:clip:0.5:99.5",
            "nnunet-ct",
            "nnunet-mr")) {
      List<String> other = Digests.of(dataset, "--normalise", scale);
      assertEquals(Digests.items(usual), Digests.items(other), scale);
      assertNotEquals(usual, other, scale);
    }
  }

  @Test
  void aModalityThatIsNamedGoesBeforeTheOthers() {
    List<String> both = Digests.of(dataset, "--normalise", "zscore", "--normalise", "DWI=none");
    assertEquals(both, Digests.of(dataset, "--normalise", "DWI=none", "--normalise", "T1=zscore"));
    assertNotEquals(both, Digests.of(dataset, "--normalise", "zscore"));
  }

  @Test
  void theSummaryHoldsTheChoice() throws IOException {
    Path summary = folder.resolve("summary.json");
    CommandLineRun run =
        CommandLineRun.of(
            "epoch", dataset, "--normalise", "DWI=window:0:500", "--summary", summary);
    assertEquals(0, run.exitCode(), run.err());
    JsonNode json = new ObjectMapper().readTree(summary.toFile());
    assertEquals(
        "{\"others\":\"prepared\",\"modalities\":{\"DWI\":\"window:0:500\"}}",
        json.get("options").get("delivery").get("normalisation").toString());
  }

  @Test
  void whatIsWrongIsAUsageErrorThatSaysWhatIsAllowed() {
    refused("window:LO:HI", "--normalise", "windows:1:2");
    refused("[DWI, T1]", "--normalise", "ADC=none");
    refused("once for each modality", "--normalise", "none", "--normalise", "zscore");
    refused("once for each modality", "--normalise", "DWI=none", "--normalise", "DWI=zscore");
    refused("names a modality before =", "--normalise", "=none");
    refused("recorded", "--normalise", "percentile:2:98");
  }

  private static void refused(String part, Object... options) {
    List<Object> line = new ArrayList<>(List.of("epoch", dataset));
    line.addAll(List.of(options));
    CommandLineRun run = CommandLineRun.of(line.toArray());
    assertEquals(ExitCode.USAGE, run.exitCode(), run.err());
    assertTrue(run.err().contains(part), run.err());
  }

  private static CommandLineRun prepare(String out, Object... options) {
    List<Object> line =
        new ArrayList<>(
            List.of(
                "prepare", folder.resolve("raw"), folder.resolve(out), "--patch-size", 7, 7, 5));
    line.addAll(List.of(options));
    return CommandLineRun.of(line.toArray());
  }

  @Test
  void patchesAreWrittenAsReadersOfVolumesSeeThem() throws IOException {
    CommandLineRun run =
        prepare("zscored", "--normalise", "zscore", "--normalise", "T1=window:0:9");
    assertEquals(0, run.exitCode(), run.err());
    Path patches = folder.resolve("zscored");
    Object[] plain = {"--augment", "off", "--placement", "reference"};
    assertEquals(
        Digests.of(
            dataset,
            "--augment",
            "off",
            "--placement",
            "reference",
            "--normalise",
            "zscore",
            "--normalise",
            "T1=window:0:9"),
        Digests.of(patches, plain));
    JsonNode options =
        new ObjectMapper().readTree(patches.resolve("dataset.json").toFile()).get("options");
    assertEquals(
        "{\"others\":\"zscore\",\"modalities\":{\"T1\":\"window:0:9\"}}",
        options.get("normalisation").toString());
    List<String> before = Digests.of(patches, plain);
    assertEquals(0, prepare("zscored", "--normalise", "none").exitCode());
    assertNotEquals(before, Digests.of(patches, plain)); // made again, as of any other option
    CommandLineRun again = CommandLineRun.of("epoch", patches, "--normalise", "none");
    assertEquals(ExitCode.USAGE, again.exitCode(), again.err());
    assertTrue(again.err().contains("normalised already"), again.err());
  }

  @Test
  void whatPrepareCannotDoIsRefusedBeforeAnythingIsWritten() {
    for (List<String> wrong :
        List.of(
            List.of("nnunet-ct", "all cases", "patches"),
            List.of("ADC=none", "[DWI, T1]", "patches"),
            List.of("zscore", "where the dataset is read", "volumes"))) {
      CommandLineRun run =
          prepare("refused", "--normalise", wrong.get(0), "--layout", wrong.get(2));
      assertEquals(ExitCode.USAGE, run.exitCode(), run.err());
      assertTrue(run.err().contains(wrong.get(1)), run.err());
      assertTrue(Files.notExists(folder.resolve("refused/dataset.json")));
    }
  }
}
