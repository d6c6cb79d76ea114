package org.ibengine.cli.epoch;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.ibengine.cli.CommandLineRun;
import org.ibengine.cli.PhantomDataset;
import org.ibengine.cli.options.ExitCode;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What each tensor of a batch adds to its line. */
class EpochColumnsTest {
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
  void weightsAndInstanceIdsAddAColumnEachAndChangeNoOther() {
    List<String> plain = digests();
    List<String> weighted = digests("--weights", "patch-inverse", "--instance-maps");
    List<String> limited =
        digests("--weights", "patch-inverse", "--weight-limits", 0, 3, "--instance-maps");
    List<String> normalised =
        digests("--weights", "patch-inverse", "--weight-normalisation", "mean-one");
    for (int i = 0; i < plain.size(); i++) {
      String[] columns = weighted.get(i).split("\t");
      assertEquals(7, columns.length);
      assertEquals(plain.get(i), String.join("\t", List.of(columns).subList(0, 5)));
      assertEquals(columns[6], limited.get(i).split("\t")[6]);
      assertEquals(6, normalised.get(i).split("\t").length);
    }
    assertNotEquals(weighted, limited);
    assertEquals(
        weighted, digests("--weights", "patch-inverse", "--instance-maps", "--threads", 1));
  }

  @Test
  void coordinatesAddTheLastColumnOnEveryBackend() {
    List<String> plain = digests("--instance-maps", "--backend", "reference");
    List<String> located = digests("--coordinates", "--instance-maps", "--backend", "reference");
    for (int i = 0; i < plain.size(); i++) {
      assertEquals(7, located.get(i).split("\t").length);
      assertTrue(located.get(i).startsWith(plain.get(i) + "\t"), located.get(i));
    }
    assertEquals(
        located, digests("--coordinates", "--instance-maps", "--backend", "cpu", "--threads", 3));
  }

  @Test
  void weightOptionsThatMakeNoSenseAreRefused() {
    for (List<Object> options :
        List.of(
            List.<Object>of("--weights", "inverse"),
            List.<Object>of("--weight-limits", 1, 2),
            List.<Object>of("--weights", "patch-inverse", "--weight-limits", 2, 1),
            List.<Object>of("--weights", "patch-inverse", "--weight-normalisation", "sum"))) {
      List<Object> arguments = new ArrayList<>(List.of("epoch", dataset));
      arguments.addAll(options);
      CommandLineRun run = CommandLineRun.of(arguments.toArray());
      assertEquals(ExitCode.USAGE, run.exitCode(), run.err());
      assertTrue(run.err().contains("weight"), run.err());
    }
  }

  @Test
  void halfPrecisionAndOneModalityChangeTheImageNotTheItems() {
    List<String> whole = digests();
    List<String> half = digests("--dtype", "float16", "--modalities", "T1");
    for (int i = 0; i < whole.size(); i++) {
      String[] a = whole.get(i).split("\t");
      String[] b = half.get(i).split("\t");
      assertEquals(a[2], b[2]);
      assertNotEquals(a[3], b[3]);
      assertEquals(a[4], b[4]);
    }
  }
}
