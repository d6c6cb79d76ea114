package org.ibengine.cli.prepare;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.ibengine.backend.reference.ReferenceBackend;
import org.ibengine.cli.CommandLineRun;
import org.ibengine.cli.DatasetTree;
import org.ibengine.cli.options.ExitCode;
import org.ibengine.io.nifti.NiftiWriter;
import org.ibengine.store.CaseRecord;
import org.ibengine.store.DatasetFolder;
import org.ibengine.store.DatasetReader;
import org.ibengine.text.Text;
import org.ibengine.volume.Affine;
import org.ibengine.volume.Geometry;
import org.ibengine.volume.HostBuffer;
import org.ibengine.volume.Size3;
import org.ibengine.volume.Volume;
import org.ibengine.volume.VoxelType;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code ib prepare --store} on a case of air and of a smooth float modality, from −4 to 34. */
class StoreOptionTest {
  private static final Size3 SIZE = new Size3(30, 28, 26);

  @TempDir private Path folder;
  private Path raw;

  @BeforeEach
  void addCase() throws IOException {
    raw = Files.createDirectories(folder.resolve("in/p1")).getParent();
    ReferenceBackend backend = new ReferenceBackend();
    Geometry grid = new Geometry(SIZE, new Geometry.Spacing(1, 1, 1), Affine.scaling(1, 1, 1));
    try (HostBuffer t1 = backend.allocate(SIZE.voxels() * 4);
        HostBuffer mask = backend.allocate(SIZE.voxels())) {
      ByteBuffer values = t1.view(0, (int) SIZE.voxels() * 4);
      ByteBuffer labels = mask.view(0, (int) SIZE.voxels());
      for (int i = 0; i < SIZE.voxels(); i++) {
        int x = i % SIZE.x();
        int y = i / SIZE.x() % SIZE.y();
        int z = i / SIZE.x() / SIZE.y();
        values.putFloat(x < 18 ? 0 : (float) (15 + 19 * Math.sin(x / 9.0 + y / 11.0 + z / 13.0)));
        labels.put((byte) (z == 9 && y > 3 && y < 8 && x > 20 ? 1 : 0));
      }
      Path item = raw.resolve("p1");
      NiftiWriter.write(
          item.resolve("T1.nii"), grid, new Volume(SIZE, VoxelType.FLOAT32, t1), backend.gzip());
      NiftiWriter.write(
          item.resolve("GT.nii"), grid, new Volume(SIZE, VoxelType.UINT8, mask), backend.gzip());
    }
  }

  private CommandLineRun prepare(Path out, Object... more) {
    Object[] command = {"prepare", raw, out, "--patch-size", 12, 12, 12};
    return CommandLineRun.of(Stream.concat(Arrays.stream(command), Arrays.stream(more)).toArray());
  }

  private static String expect(CommandLineRun run) {
    assertEquals(ExitCode.OK, run.exitCode(), run.err());
    return run.out();
  }

  private static CaseRecord record(Path dataset) {
    return DatasetReader.readCase(new DatasetFolder(dataset), "p1");
  }

  @Test
  void floatsArePackedTheErrorIsToldAndTheEncodingDoesNotMatter() throws IOException {
    Path packed = folder.resolve("packed");
    Path plain = folder.resolve("plain");
    Path json = folder.resolve("summary.json");
    String said =
        expect(prepare(packed, "--layout", "volumes", "--store", "uint16", "--summary", json));
    JsonNode rounded = new ObjectMapper().readTree(json.toFile()).get("rounded");
    assertEquals(1, rounded.size());
    assertEquals("T1", rounded.get(0).get("modality").asText());
    assertEquals("UINT16", rounded.get(0).get("type").asText());
    assertEquals(1, rounded.get(0).get("cases").asInt());
    double error = record(packed).index().modalities().get(0).rounding().get().largestError();
    assertEquals(error, rounded.get(0).get("largestError").asDouble());
    assertTrue(error > 0 && error < 38.0 / 131_070, "error " + error);
    String line = Text.format("rounded     T1 to uint16 in 1 case, by %.3g at most", error);
    assertTrue(said.contains(line), said);
    assertTrue(record(packed).packed().contains("T1"));
    expect(prepare(plain, "--layout", "volumes", "--store", "uint16", "--encoding", "raw"));
    assertFalse(record(plain).packed().contains("T1"));
    for (String scale : new String[] {"prepared", "none", "zscore", "window:0:20"}) {
      String digest = expect(CommandLineRun.of("epoch", plain, "--digest", "--normalise", scale));
      assertEquals(
          digest, expect(CommandLineRun.of("epoch", packed, "--digest", "--normalise", scale)));
    }
  }

  @Test
  void floatsOf16BitsStayRaw() throws IOException {
    Path out = folder.resolve("half");
    String said = expect(prepare(out, "--layout", "volumes", "--store", "float16"));
    assertTrue(said.contains("rounded     T1 to float16 in 1 case, by 0.0"), said);
    assertEquals(VoxelType.FLOAT16, record(out).index().modalities().get(0).type());
    assertEquals(List.of("label"), record(out).packed());
    Path plain = folder.resolve("plain");
    expect(CommandLineRun.of("convert", out, plain, "--encoding", "raw"));
    assertTrue(expect(CommandLineRun.of("verify", plain)).contains("all as written"));
    for (String scale : new String[] {"prepared", "none"}) {
      String digest = expect(CommandLineRun.of("epoch", out, "--digest", "--normalise", scale));
      assertEquals(
          digest, expect(CommandLineRun.of("epoch", plain, "--digest", "--normalise", scale)));
      assertEquals(
          digest,
          expect(
              CommandLineRun.of(
                  "epoch", out, "--digest", "--normalise", scale, "--backend", "reference")));
    }
  }

  @Test
  void convertKeepsItAndVerifyFindsAllAsWritten() throws IOException {
    Path packed = folder.resolve("packed");
    expect(prepare(packed, "--layout", "volumes", "--store", "uint16"));
    Path plain = folder.resolve("plain");
    Path back = folder.resolve("back");
    expect(CommandLineRun.of("convert", packed, plain, "--encoding", "raw"));
    assertEquals(record(packed).index(), record(plain).index());
    expect(CommandLineRun.of("convert", plain, back, "--encoding", "packed"));
    DatasetTree.assertSameContent(packed, back, "back ");
    assertTrue(expect(CommandLineRun.of("verify", plain)).contains("all as written"));
    String again = expect(prepare(plain, "--layout", "volumes", "--store", "uint16"));
    assertTrue(again.contains("0 prepared, 1 up to date, 0 failed"), again);
    assertTrue(again.contains("rounded     T1 to uint16 in 1 case"), again);
  }

  @Test
  void withoutTheOptionNothingIsRounded() throws IOException {
    Path out = folder.resolve("out");
    String said = expect(prepare(out, "--layout", "volumes", "--store", "auto"));
    assertFalse(said.contains("rounded"), said);
    Path other = folder.resolve("other");
    expect(prepare(other, "--layout", "volumes"));
    DatasetTree.assertSameContent(out, other, "auto ");
  }

  @Test
  void itIsAboutVolumesAndKnowsItsWords() {
    CommandLineRun patches = prepare(folder.resolve("out"), "--store", "uint16");
    assertEquals(ExitCode.USAGE, patches.exitCode());
    assertTrue(patches.err().contains("--store goes with --layout volumes"), patches.err());
    CommandLineRun word = prepare(folder.resolve("out"), "--layout", "volumes", "--store", "int8");
    assertEquals(ExitCode.USAGE, word.exitCode());
    assertTrue(word.err().contains("store must be auto, uint16 or float16, was int8"), word.err());
    assertFalse(Files.exists(folder.resolve("out")));
  }
}
