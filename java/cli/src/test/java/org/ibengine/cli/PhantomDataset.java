package org.ibengine.cli;

import java.nio.file.Path;

/** Three tiny phantoms with nine instances of 1 to 13 voxels, prepared in the volumes layout. */
public final class PhantomDataset {
  public static final int INSTANCES = 9;

  private PhantomDataset() {}

  /** Returns the dataset folder inside {@code folder}. */
  public static Path make(Path folder) {
    Path raw = folder.resolve("raw");
    Path dataset = folder.resolve("dataset");
    require(
        CommandLineRun.of(
            "synth",
            raw,
            "--cases",
            3,
            "--size",
            20,
            24,
            30,
            "--spacing",
            2,
            3,
            4,
            "--lesions",
            4,
            "--radius",
            1,
            6,
            "--seed",
            3));
    require(
        CommandLineRun.of("prepare", raw, dataset, "--layout", "volumes", "--patch-size", 7, 7, 5));
    return dataset;
  }

  private static void require(CommandLineRun run) {
    if (run.exitCode() != 0) {
      throw new AssertionError(run.err());
    }
  }
}
