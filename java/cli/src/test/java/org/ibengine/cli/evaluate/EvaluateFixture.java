package org.ibengine.cli.evaluate;

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
import org.ibengine.cli.FrocFolders.Row;
import org.ibengine.volume.VoxelType;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;

/** Runs {@code ib evaluate} on the reference backend; voxels are of 1 by 2 by 3 mm. */
abstract class EvaluateFixture {
  @TempDir Path folder;
  FrocFolders files;
  Path out;

  @BeforeEach
  void makeFolders() {
    files = new FrocFolders(folder);
    out = folder.resolve("out");
  }

  CommandLineRun evaluate(Object... args) {
    List<Object> line = new ArrayList<>(List.of("evaluate"));
    line.addAll(List.of(args));
    line.addAll(List.of("-o", out, "--backend", "reference"));
    return CommandLineRun.of(line.toArray());
  }

  void run(int exitCode, Object... args) {
    CommandLineRun run = evaluate(args);
    assertEquals(exitCode, run.exitCode(), run.err());
  }

  List<String> lines(String file) throws IOException {
    return Files.readAllLines(out.resolve(file));
  }

  JsonNode summary() throws IOException {
    return new ObjectMapper().readTree(Files.readString(out.resolve("summary.json")));
  }

  void image(String name, Row... rows) {
    files.image(name, VoxelType.UINT8, FrocFolders.GRID, rows);
  }

  /** A row of three voxels, which the prediction has twice, 4 mm apart; and a case of nothing. */
  void writeMasks() {
    image("truth/a.nii.gz", new Row(1, 1, 1, 1, 1, 1));
    image("truth/b.nii.gz");
    image("found/a.nii.gz", new Row(1, 1, 1, 1, 1, 1), new Row(1, 3, 1, 1, 1, 1));
    image("found/b/mask.nii", new Row(8, 6, 4, 1));
  }

  Path truth() {
    return folder.resolve("truth");
  }

  Path found() {
    return folder.resolve("found");
  }
}
