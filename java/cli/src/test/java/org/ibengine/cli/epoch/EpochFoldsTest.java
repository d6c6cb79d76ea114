package org.ibengine.cli.epoch;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.TreeSet;
import org.ibengine.cli.CommandLineRun;
import org.ibengine.cli.PhantomDataset;
import org.ibengine.cli.options.ExitCode;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Which cases an epoch and a validation show. */
class EpochFoldsTest {
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
  void subjectsFileKeepsCasesTogetherInFolds() throws IOException {
    Path subjects = folder.resolve("subjects.json");
    Files.writeString(
        subjects, "{\"phantom000\": \"a\", \"phantom001\": \"a\", \"phantom002\": \"b\"}");
    TreeSet<String> first = cases(digests("--fold", 0, 2, "--subjects", subjects));
    TreeSet<String> second = cases(digests("--fold", 1, 2, "--subjects", subjects));
    assertEquals(3, first.size() + second.size());
    assertTrue(first.contains("phantom000") == first.contains("phantom001"), first.toString());
  }

  @Test
  void validationShowsTheHeldOutCases() {
    TreeSet<String> trained = cases(digests("--fold", 0, 3));
    TreeSet<String> heldOut = cases(digests("--fold", 0, 3, "--validation"));
    assertEquals(2, trained.size());
    assertEquals(1, heldOut.size());
    assertTrue(!trained.containsAll(heldOut), heldOut.toString());
  }

  @Test
  void validationWithoutAFoldIsAUsageErrorThatNamesTheRemedies() {
    CommandLineRun run = CommandLineRun.of("epoch", dataset, "--validation");
    assertEquals(ExitCode.USAGE, run.exitCode(), run.err());
    for (String remedy : List.of("--fold", "--split", "--validation-of-all")) {
      assertTrue(run.err().contains(remedy), run.err());
    }
  }

  @Test
  void validationOfAllWorksAloneAndBesideValidationWithAFoldAndWithout() {
    List<String> all = digests("--validation-of-all");
    assertEquals(3, cases(all).size());
    assertEquals(all, digests("--validation-of-all", "--validation"));
    assertEquals(all, digests("--fold", 0, 3, "--validation-of-all"));
    assertNotEquals(all, digests("--fold", 0, 3, "--validation"));
  }

  private static TreeSet<String> cases(List<String> lines) {
    TreeSet<String> names = new TreeSet<>();
    Digests.items(lines).forEach(item -> names.add(item.substring(0, item.indexOf('#'))));
    return names;
  }
}
