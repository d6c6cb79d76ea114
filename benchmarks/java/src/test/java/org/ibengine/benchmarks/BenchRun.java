package org.ibengine.benchmarks;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Path;
import java.util.Arrays;
import org.ibengine.cli.Ib;

/** One run of the {@code ib} command within the test's process. */
public record BenchRun(int exitCode, String out, String err) {
  public static BenchRun of(Object... args) {
    StringWriter out = new StringWriter();
    StringWriter err = new StringWriter();
    String[] texts = Arrays.stream(args).map(Object::toString).toArray(String[]::new);
    int exitCode = Ib.run(new PrintWriter(out), new PrintWriter(err), texts);
    return new BenchRun(exitCode, out.toString(), err.toString());
  }

  /**
   * A dataset folder inside {@code folder}: three tiny phantoms with nine instances of 1 to 13
   * voxels, in the volumes layout.
   */
  public static Path dataset(Path folder) {
    Path raw = folder.resolve("raw");
    require(
        "synth %s --cases 3 --size 20 24 30 --spacing 2 3 4 --lesions 4 --radius 1 6 --seed 3",
        raw);
    Path dataset = folder.resolve("dataset");
    require("prepare %s %s --layout volumes --patch-size 7 7 5", raw, dataset);
    return dataset;
  }

  private static void require(String command, Object... paths) {
    BenchRun run = of((Object[]) command.formatted(paths).split(" "));
    if (run.exitCode() != 0) {
      throw new AssertionError(run.err());
    }
  }
}
