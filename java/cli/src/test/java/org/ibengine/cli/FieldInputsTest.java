package org.ibengine.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Small inputs as they come from the field, where {@code IB_TEST_FIELD} names their folder or
 * {@code field} lies beside that of {@code IB_TEST_DATA}. Each does what its {@code run.sh} does.
 */
class FieldInputsTest {
  private static final Object[] PATCH = {"--patch-size", 4, 4, 4};
  private static final Object[] SMALL = {"--patch-size", 4, 4, 4, "--margin", 1};

  @TempDir private Path out;
  private Path field;

  @BeforeEach
  void findInputs() {
    String data = System.getenv("IB_TEST_DATA");
    String named = System.getenv("IB_TEST_FIELD");
    assumeTrue(named != null || data != null, "neither IB_TEST_FIELD nor IB_TEST_DATA is set");
    field = named != null ? Path.of(named) : Path.of(data).resolveSibling("field");
    assumeTrue(Files.isDirectory(field), field + " is not there: no inputs from the field");
  }

  private record Said(int code, String text) {
    Said ends(int... codes) {
      for (int wanted : codes) {
        if (code == wanted) {
          return this;
        }
      }
      throw new AssertionError("exit code " + code + ": " + text);
    }

    Said has(String... words) {
      for (String word : words) {
        assertTrue(text.contains(word), "no \"" + word + "\" in: " + text);
      }
      return this;
    }

    Said matches(String pattern) {
      assertTrue(Pattern.compile(pattern).matcher(text).find(), "no " + pattern + " in: " + text);
      return this;
    }

    Said lacks(String pattern) {
      assertFalse(Pattern.compile(pattern).matcher(text).find(), pattern + " in: " + text);
      return this;
    }
  }

  private Said ib(Object... arguments) {
    CommandLineRun run = CommandLineRun.of(arguments);
    return new Said(run.exitCode(), run.out() + run.err());
  }

  private Said prepare(String raw, Object[] options, Object... more) {
    List<Object> arguments = new ArrayList<>(List.of("prepare", field.resolve(raw), out(raw)));
    Collections.addAll(arguments, options);
    Collections.addAll(arguments, more);
    return ib(arguments.toArray()).lacks("this is a defect");
  }

  private Path out(String raw) {
    return out.resolve(raw.replace('/', '-'));
  }

  private Said froc(String input, Object... options) {
    Path folder = field.resolve(input);
    List<Object> arguments = new ArrayList<>(List.of("froc", folder.resolve("GT")));
    Collections.addAll(arguments, folder.resolve("PRED"), "-o", out.resolve("froc"));
    Collections.addAll(arguments, options);
    return ib(arguments.toArray());
  }

  private static List<Path> files(Path folder, String pattern) throws IOException {
    try (Stream<Path> files = Files.walk(folder)) {
      return files.filter(f -> f.getFileName().toString().matches(pattern)).sorted().toList();
    }
  }

  @Test
  void b01LabelsOffByRoundingAreRoundedAndListed() {
    String raw = "B01_float_label_autoscaled/RAW";
    prepare(raw, SMALL).ends(0).matches("cases +2 prepared").matches("instances +[1-9]");
    ib("info", field.resolve(raw).resolve("p1/GT.nii.gz")).ends(0).matches("(?i)labels");
  }

  @Test
  void b02AChannelOfEqualVoxelsKeepsItsFewOthersAndIsWarnedAbout() throws IOException {
    String raw = "B02_sparse_channel_erased/RAW";
    prepare(raw, SMALL).ends(0).matches("(?m)^.*p1.*PRIOR.*$");
    double largest = 0;
    for (Path patch : files(out(raw), "p1_PRIOR_.*\\.nii\\.gz")) {
      Matcher values = Pattern.compile("values +\\S+ to ([^, ]+)").matcher(ib("info", patch).text);
      largest = Math.max(largest, values.find() ? Double.parseDouble(values.group(1)) : 0);
    }
    assertEquals(1, largest, "the largest value of all patches of PRIOR");
    ib("stats", out(raw)).ends(0).has("PRIOR");
  }

  @Test
  void b03AShiftWithinTheOldToleranceButBeyondAThinVoxelIsRefused() {
    String raw = "B03_tolerance_larger_than_voxel/RAW";
    prepare(raw, SMALL).ends(1).has("copy", "--geometry-tolerance");
    prepare(raw, SMALL, "--geometry-tolerance", 100).ends(0);
  }

  @Test
  void b06LayoutsOfOthersGoInAsTheyAre() {
    prepared("nnunet", "nnU-Net", "CT");
    prepared("brats", "BraTS", "t1c, t2f");
    prepared("brats_renamed_as_told", "BraTS", "t1c, t2f");
    prepared("bids", "BIDS", "T1w");
  }

  private void prepared(String raw, String layout, String modalities) {
    prepare("B06_layouts/" + raw, PATCH)
        .ends(0)
        .has("layout: " + layout + ", 2 cases, modalities " + modalities)
        .matches("cases +2 prepared, 0 up to date, 0 failed");
  }

  @Test
  void b07PairsOfHdrAndImgAreReadAndWhatIsIgnoredIsNamed() {
    String raw = "B07_hdr_img_dropped/RAW";
    ib("info", field.resolve(raw).resolve("p1/FLAIR.hdr")).ends(0).has("FLAIR.img");
    prepare(raw, SMALL).ends(0, 3).has("modality DWI").lacks("case p2: .*no modality");
  }

  @Test
  void b08AForeignDatasetJsonIsSaidToBeNotOurs() {
    froc("B08_froc_foreign_dataset_json").ends(0).lacks("is damaged");
    Path truth = field.resolve("B08_froc_foreign_dataset_json/GT");
    ib("stats", truth).ends(1).has("dataset.json").lacks("is damaged");
  }

  @Test
  void b09ProbabilitiesAHairAboveOneAreClipped() {
    froc("B09_froc_softmax_above_1").ends(0);
  }

  @Test
  void b11SpacingThatContradictsTheAffineIsNeverHalfUsed() throws IOException {
    String raw = "B11_pixdim_contradicts_sform/RAW";
    Said said = prepare(raw, PATCH, "--layout", "volumes").ends(0, 1).matches("pixdim|spacing");
    if (said.code == 0) {
      JsonNode spacing =
          new ObjectMapper()
              .readTree(out(raw).resolve("cases/p1/case.json").toFile())
              .path("geometry")
              .path("spacingMm");
      assertEquals(0.9, spacing.path(0).asDouble(), 1e-6);
      assertEquals(1.1, spacing.path(1).asDouble(), 1e-6);
      assertEquals(2, spacing.path(2).asDouble(), 1e-6);
    }
  }

  @Test
  void b12LabelsAbove255GoInWithoutAnOption() {
    prepare("B12_labels_above_255/RAW", SMALL).ends(0).matches("instances +[1-9]");
    prepare("B12_labels_above_255/RAW", SMALL, "--label-kind", "instances")
        .ends(0)
        .matches("instances +1\\b")
        .has("0 dropped, 0 merged, 1 renumbered");
    prepare("B12_labels_above_255/RAW", SMALL, "--lesion-values", 1007)
        .ends(0)
        .matches("instances +1\\b");
  }

  @Test
  void b13ComponentsOfSeveralLabelsAreCounted() {
    prepare("B13_touching_instances/RAW", SMALL)
        .ends(0)
        .has("1 of 1 components holds several label values");
    prepare("B13_touching_instances/RAW", SMALL, "--label-kind", "instances")
        .ends(0)
        .matches("instances +2\\b")
        .lacks("several label values");
    prepare("B13_touching_instances/RAW", SMALL, "--classes", "left=1", "right=2")
        .ends(0)
        .matches("instances +2\\b");
  }

  @Test
  void b14NotANumberIsRefusedByDefaultAndZeroOrTheLeastWhenAsked() {
    String raw = "B14_nan_outside_fov/RAW";
    prepare(raw, SMALL).ends(1).has("--nan");
    prepare(raw, SMALL, "--nan", "zero").ends(0).matches("cases +1 prepared");
    prepare(raw, SMALL, "--nan", "min", "--force").ends(0).matches("cases +1 prepared");
    Path image = field.resolve(raw).resolve("p1/T1.nii.gz");
    ib("info", image).ends(0).has("160").matches("values.*\\d to .*\\d");
  }

  @Test
  void b15NamesKeepTheirLettersAndTheirLastNii() throws IOException {
    prepare("B15_names/RAW", SMALL)
        .ends(0, 3)
        .lacks("case M\\S+ller:")
        .matches("cases +[1-3] prep");
    prepare("B15_names/RAW2", SMALL).ends(0).matches("cases +1 prepared");
    prepare("B15_names/RAW3", SMALL).ends(0);
    assertEquals(List.of(), files(out("B15_names/RAW3"), ".*\\._positive.*"));
    prepare("B15_names/RAW4", SMALL).ends(0, 1).has("label");
  }

  @Test
  void b17OfFourDimensionsTheHeaderIsShownAndWhatPrepareTakes() {
    ib("info", field.resolve("B17_info_4d/bold.nii.gz")).has("NIfTI-1", "12, 10, 8, 2", "prepare");
  }

  @Test
  void b18ThereIsNoRecallOfNothing() {
    froc("B18_recall_1_of_nothing").ends(0).lacks("(?m)^\\S+ +0 +0 .*1\\.000.*$");
  }

  @Test
  void b19CasesThatAreNumberedAreSubjectsOfTheirOwn() throws IOException {
    Set<String> seen = new TreeSet<>();
    for (int fold = 0; fold < 5; fold++) {
      Set<String> cases = heldOut("B19_folds_by_underscore/RAW", fold, 5, "5 subjects");
      assertEquals(1, cases.size(), cases.toString());
      assertTrue(seen.addAll(cases), cases.toString());
    }
  }

  @Test
  void b19VisitsOfOnePatientStayInOneFold() throws IOException {
    Set<String> seen = new TreeSet<>();
    for (int fold = 0; fold < 3; fold++) {
      Set<String> cases = heldOut("B19_folds_by_underscore/RAW2", fold, 3, "3 subjects");
      Set<String> patients =
          cases.stream().map(c -> c.substring(0, c.lastIndexOf('-'))).collect(Collectors.toSet());
      assertEquals(2, cases.size(), cases.toString());
      assertEquals(1, patients.size(), cases.toString());
      assertTrue(seen.addAll(patients), cases.toString());
    }
  }

  private Set<String> heldOut(String raw, int fold, int folds, String subjects) throws IOException {
    prepare(raw, PATCH, "--layout", "volumes").ends(0);
    Path plan = out.resolve("plan");
    Object[] epoch = {
      "epoch",
      out(raw),
      "--fold",
      fold,
      folds,
      "--validation",
      "--patch-size",
      4,
      4,
      4,
      "--plan",
      plan
    };
    ib(epoch).ends(0).has(subjects, "--subjects");
    Matcher names = Pattern.compile("\"case\" *: *\"([^\"]*)\"").matcher(Files.readString(plan));
    return names
        .results()
        .map(name -> name.group(1))
        .collect(Collectors.toCollection(TreeSet::new));
  }

  @Test
  void b20TheBestScoreOrTheLargestOverlapMatches() throws IOException {
    String input = "B20_froc_best_overlap_not_best_score";
    froc(input, "--matching", "best-score").ends(0);
    assertEquals(0.95, probabilityFromWhichTheInstanceIsFound(), 1e-6);
    froc(input, "--matching", "best-overlap").ends(0);
    assertEquals(0.55, probabilityFromWhichTheInstanceIsFound(), 1e-6);
  }

  private double probabilityFromWhichTheInstanceIsFound() throws IOException {
    List<String> lines = Files.readAllLines(out.resolve("froc/curve.csv"));
    List<String> names = List.of(lines.get(0).split(","));
    int found = names.indexOf("true_positives all");
    return lines.stream()
        .skip(1)
        .map(line -> line.split(","))
        .filter(row -> row[found].equals("1"))
        .mapToDouble(row -> Double.parseDouble(row[names.indexOf("probability")]))
        .findFirst()
        .orElseThrow();
  }

  @Test
  void b21NamesThatThePublishedLoaderDropsAreRefusedOrMapped() throws IOException {
    String raw = "B21_underscore_modality_for_the_seed_loader/RAW";
    Said said = prepare(raw, SMALL).ends(0, 1).has("T1_ce");
    if (said.code == 0) {
      assertFalse(files(out(raw), "p1_.*\\.nii\\.gz").isEmpty());
      assertEquals(List.of(), files(out(raw), "p1_T1_ce_.*"));
    }
  }

  @Test
  void b22DirectionsThatDifferAreRefusedWithTheRemedyOfEqualSizes() {
    String raw = "B22_direction_noise_refused/RAW";
    Object[] layout = {"--layout", "volumes"};
    prepare(raw, layout).ends(1).has("copy", "--geometry-tolerance");
    prepare(raw, layout, "--geometry-tolerance", 0.5).ends(0).matches("cases +1 prepared");
  }
}
