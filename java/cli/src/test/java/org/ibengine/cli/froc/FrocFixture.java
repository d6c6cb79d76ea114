package org.ibengine.cli.froc;

import static org.junit.jupiter.api.Assertions.assertEquals;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.ibengine.cli.CommandLineRun;
import org.ibengine.cli.FrocFolders;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;

/** Runs {@code ib froc} on the reference backend over {@link FrocFolders}. */
abstract class FrocFixture {
  @TempDir Path folder;
  FrocFolders files;
  Path out;

  @BeforeEach
  void setUp() {
    files = new FrocFolders(folder);
    out = folder.resolve("out");
  }

  CommandLineRun froc(Object... args) {
    List<Object> line = new ArrayList<>(List.of("froc"));
    line.addAll(List.of(args));
    line.addAll(List.of("-o", out, "--backend", "reference"));
    return CommandLineRun.of(line.toArray());
  }

  /** The summary of a run that has to go well. */
  JsonNode summary(Object... args) throws IOException {
    CommandLineRun run = froc(args);
    assertEquals(0, run.exitCode(), run.err());
    return new ObjectMapper().readTree(Files.readString(out.resolve("summary.json")));
  }

  /** The case folders, prepared in the volumes layout. */
  Path prepared(int connectivity) {
    Path dataset = folder.resolve("dataset");
    CommandLineRun run =
        CommandLineRun.of(
            "prepare",
            files.raw(),
            dataset,
            "--layout",
            "volumes",
            "--patch-size",
            3,
            3,
            3,
            "--connectivity",
            connectivity);
    assertEquals(0, run.exitCode(), run.err());
    return dataset;
  }
}
