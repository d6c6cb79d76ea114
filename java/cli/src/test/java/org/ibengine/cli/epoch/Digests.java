package org.ibengine.cli.epoch;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.ibengine.cli.CommandLineRun;

/** What {@code ib epoch --digest} prints. */
final class Digests {
  private Digests() {}

  /** A line for each batch. */
  static List<String> of(Path dataset, Object... options) {
    List<Object> arguments = new ArrayList<>(List.of("epoch", dataset, "--digest"));
    arguments.addAll(List.of(options));
    CommandLineRun run = CommandLineRun.of(arguments.toArray());
    assertEquals(0, run.exitCode(), run.err());
    return run.out().lines().toList();
  }

  /** The items of all batches, {@code case#instance} or {@code case#-}. */
  static List<String> items(List<String> lines) {
    return lines.stream()
        .flatMap(line -> List.of(line.split("\t")[2].split(",")).stream())
        .toList();
  }
}
