package org.ibengine.cli.prepare;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.ibengine.cli.CommandLineRun;
import org.ibengine.cli.options.ExitCode;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Two phantoms of 2 by 2 by 3 mm. */
class GridFlagsTest {
  @TempDir private Path folder;
  private Path raw;
  private Path out;

  @BeforeEach
  void makeCases() {
    raw = folder.resolve("raw");
    out = folder.resolve("out");
    Object[] synth = {
      "synth", raw, "--cases", 2, "--size", 31, 17, 23, "--spacing", 2, 2, 3, "--lesions", 2
    };
    CommandLineRun run = CommandLineRun.of(synth);
    assertEquals(ExitCode.OK, run.exitCode(), run.err());
  }

  private JsonNode geometry() throws IOException {
    Path cases = out.resolve("cases");
    try (Stream<Path> names = Files.list(cases)) {
      Path first = names.sorted().findFirst().orElseThrow();
      return new ObjectMapper().readTree(first.resolve("case.json").toFile());
    }
  }

  @Test
  void theyAreTakenBeforeAndAfterTheFolders() throws IOException {
    Object[] before = {
      "prepare",
      "--layout",
      "volumes",
      "--spacing",
      "1",
      "1",
      "1.5",
      raw,
      "--orientation",
      "RAS",
      out
    };
    CommandLineRun run = CommandLineRun.of(before);
    assertEquals(ExitCode.OK, run.exitCode(), run.err());
    assertEquals("[62,34,46]", geometry().at("/geometry/size").toString());
    assertEquals("[31,17,23]", geometry().at("/sourceGeometry/size").toString());
    Object[] after = {
      "prepare",
      raw,
      out,
      "--layout",
      "volumes",
      "--spacing",
      "1",
      "1",
      "1.5",
      "--orientation",
      "ras",
      "--interpolation",
      "linear",
      "--label-interpolation",
      "nearest"
    };
    run = CommandLineRun.of(after);
    assertTrue(run.out().contains("0 prepared, 2 up to date"), run.out());
    assertEquals(ExitCode.OK, CommandLineRun.of("verify", out).exitCode());
  }

  @Test
  void theMedianTakesOneWordAndIsTold() {
    Object[] median = {"prepare", "--layout", "volumes", "--spacing", "median", raw, out};
    CommandLineRun run = CommandLineRun.of(median);
    assertEquals(ExitCode.OK, run.exitCode(), run.err());
    assertTrue(run.err().contains("the median spacing is 2.0 2.0 3.0 mm"), run.err());
    Path fine = folder.resolve("fine");
    Object[] synth = {
      "synth",
      fine,
      "--cases",
      2,
      "--size",
      31,
      17,
      23,
      "--spacing",
      0.7,
      0.7,
      1.2,
      "--lesions",
      1,
      "--radius",
      1,
      2
    };
    assertEquals(ExitCode.OK, CommandLineRun.of(synth).exitCode());
    Object[] words = {"prepare", "--spacing", "median", "--dry-run", fine, folder.resolve("no")};
    run = CommandLineRun.of(words); // headers hold float32
    assertTrue(run.err().contains("the median spacing is 0.7 0.7 1.2 mm"), run.err());
  }

  @Test
  void statisticsShowTheGridsOfTheFilesToo() throws IOException {
    Object[] one = {"prepare", "--layout", "volumes", "--spacing", 1, 1, 1.5, raw, out};
    assertEquals(ExitCode.OK, CommandLineRun.of(one).exitCode());
    String text = CommandLineRun.of("stats", out).out();
    assertTrue(text.contains("(62, 34, 46)"), text);
    assertTrue(text.indexOf("(31, 17, 23)") > text.indexOf("of the files:"), text);
    JsonNode item =
        new ObjectMapper()
            .readTree(CommandLineRun.of("stats", "--json", out).out())
            .at("/fingerprint/cases/0");
    assertEquals("[1.0,1.0,1.5]", item.get("spacingMm").toString());
    assertEquals("[2.0,2.0,3.0]", item.at("/source/spacingMm").toString());
  }

  @Test
  void aPredictionOnTheGridOfTheFilesIsNotOneOfTheStoredCase() throws IOException {
    Object[] one = {"prepare", "--layout", "volumes", "--spacing", 1, 1, 1.5, raw, out};
    assertEquals(ExitCode.OK, CommandLineRun.of(one).exitCode());
    Path predictions = Files.createDirectories(folder.resolve("found"));
    Files.copy(raw.resolve("phantom000/GT.nii.gz"), predictions.resolve("phantom000.nii.gz"));
    Object[] froc = {"froc", out, predictions, "--allow-missing", "-o", folder.resolve("froc")};
    CommandLineRun run = CommandLineRun.of(froc);
    assertTrue(
        run.err().contains("must have the size of its case as the dataset stores it; it has size"),
        run.err());
    assertTrue(run.err().contains("give the raw masks as ground truth"), run.err());
    Object[] raws = {
      "evaluate", raw, predictions, "--allow-missing", "-o", folder.resolve("files")
    };
    CommandLineRun onFiles = CommandLineRun.of(raws);
    assertEquals(ExitCode.OK, onFiles.exitCode(), onFiles.err());
  }

  @Test
  void aCropByLabelsKeepsTheBoxOfTheLesions() throws IOException {
    Object[] crop = {
      "prepare", raw, out, "--layout", "volumes", "--crop", "1", "--crop-margin", "2"
    };
    CommandLineRun run = CommandLineRun.of(crop);
    assertEquals(ExitCode.OK, run.exitCode(), run.err());
    JsonNode record = geometry();
    JsonNode box = record.at("/crop/box");
    for (int axis = 0; axis < 3; axis++) {
      int length = box.get(1).get(axis).asInt() - box.get(0).get(axis).asInt();
      assertEquals(length, record.at("/geometry/size").get(axis).asInt());
      assertTrue(length <= record.at("/sourceGeometry/size").get(axis).asInt());
    }
    assertEquals(0, record.at("/dropped").size());
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "--spacing 1 1|--spacing takes X Y Z in mm, or median; was 1 1",
        "--spacing 1 0 1|--spacing takes three positive numbers X Y Z in mm, or median; was 1 0 1",
        "--spacing 1 x 1|--spacing takes three positive numbers X Y Z in mm, or median; was 1 x 1",
        "--orientation LPS|orientation must be RAS or keep, was LPS",
        "--geometry warp|geometry must be refuse or resample, was warp",
        "--reference T1|--reference T1 goes with --geometry resample",
        "--interpolation vote|interpolation must be nearest, linear or cubic, was vote",
        "--interpolation nearest --antialias|--antialias goes with --interpolation linear or cubic",
        "--label-interpolation cubic|label interpolation must be nearest or linear, was cubic",
        "--crop tumour|--crop takes nonzero, or labels such as 1,2; was tumour",
        "--crop 0|labels to crop to must be positive",
        "--crop-margin 3|--crop-margin goes with --crop",
        "--crop 1 --crop-margin -3|crop margin must not be negative"
      })
  void whatMakesNoSenseIsRefusedByName(String options, String message) {
    String[] words = options.split(" ");
    Object[] arguments = new Object[3 + words.length];
    arguments[0] = "prepare";
    arguments[1] = raw;
    arguments[2] = out;
    System.arraycopy(words, 0, arguments, 3, words.length);
    CommandLineRun run = CommandLineRun.of(arguments);
    assertEquals(ExitCode.USAGE, run.exitCode(), run.err());
    assertTrue(run.err().contains(message), run.err());
  }
}
