package org.ibengine.cli;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.ibengine.cli.options.ExitCode;
import org.ibengine.conformance.OnDriverDouble;
import org.ibengine.store.DatasetFolder;
import org.ibengine.store.DatasetReader;
import org.ibengine.store.PreparedCase;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** Commands with {@code --backend cuda}, over the driver's test double. */
@ExtendWith(OnDriverDouble.class)
class CudaCommandsTest {
  @TempDir static Path folder;
  private static Path dataset;

  @BeforeAll
  static void prepare() {
    dataset = PhantomDataset.make(folder);
  }

  private static CommandLineRun run(Object... arguments) {
    CommandLineRun run = CommandLineRun.of(arguments);
    assertEquals(ExitCode.OK, run.exitCode(), run.err());
    return run;
  }

  private static List<String> digests(String backend, Object... options) {
    List<Object> arguments = new ArrayList<>(List.of("epoch", dataset, "--digest"));
    arguments.addAll(List.of("--backend", backend));
    arguments.addAll(List.of(options));
    return run(arguments.toArray()).out().lines().toList();
  }

  @Test
  void backendsNamesTheDeviceAndTheFastestGzip() {
    assertEquals(
        "cuda       available: device 0: driver double 0, compute capability 9.0, ISA-L gzip",
        run("backends").out().lines().toList().get(0));
  }

  @Test
  void digestsOfFloat32AndFloat16EpochsAreThoseOfReferenceAndCpu() {
    for (Object[] options :
        List.of(
            new Object[] {"--seed", 5, "--batch-size", 3},
            new Object[] {"--seed", 6, "--dtype", "float16"},
            new Object[] {"--validation-of-all", "--patch-size", 11, 5, 9})) {
      List<String> reference = digests("reference", options);
      assertTrue(reference.size() > 3, reference.toString());
      assertEquals(reference, digests("cpu", options));
      assertEquals(reference, digests("cuda", options));
    }
  }

  @Test
  void synthAndInfoLeaveTheDriverAlone() {
    long before = OnDriverDouble.calls();
    Path out = folder.resolve("phantoms");
    run("synth", out, "--cases", 1, "--size", 9, 7, 5, "--lesions", 1, "--radius", 1, 2);
    run("info", out.resolve("phantom000").resolve("GT.nii.gz"));
    assertEquals(before, OnDriverDouble.calls());
  }

  @Test
  void bothLayoutsArePreparedAsOnCpu() throws IOException {
    for (String layout : List.of("volumes", "patches")) {
      Path cpu = prepared("cpu", layout);
      Path cuda = prepared("cuda", layout);
      assertEquals(names(cpu), names(cuda));
      if (layout.equals("volumes")) {
        assertSameVolumes(cpu, cuda);
      }
      assertEquals(run("stats", cpu, "--json").out(), run("stats", cuda, "--json").out(), layout);
      assertTrue(run("verify", cuda).out().contains("all as written"));
    }
  }

  private static Path prepared(String backend, String layout) {
    Path out = folder.resolve(backend + "-" + layout);
    run(
        "prepare",
        folder.resolve("raw"),
        out,
        "--layout",
        layout,
        "--backend",
        backend,
        "--patch-size",
        9,
        7,
        5,
        "--connectivity",
        26);
    return out;
  }

  private static void assertSameVolumes(Path wanted, Path found) throws IOException {
    DatasetReader reader = DatasetReader.open(wanted);
    assertFalse(reader.cases().isEmpty());
    DatasetFolder other = new DatasetFolder(found);
    for (PreparedCase item : reader.cases()) {
      String name = item.name();
      byte[] bytes = voxels(item.volumesFile());
      String path = DatasetReader.readCase(other, name).volumesPath();
      assertArrayEquals(bytes, voxels(found.resolve(path)), name);
    }
  }

  /** What comes after the header of a safetensors file, which holds an id. */
  private static byte[] voxels(Path file) throws IOException {
    byte[] bytes = Files.readAllBytes(file);
    int header = (int) ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN).getLong(0);
    return Arrays.copyOfRange(bytes, 8 + header, bytes.length);
  }

  private static List<String> names(Path dataset) throws IOException {
    try (var files = Files.walk(dataset)) {
      return files
          .filter(Files::isRegularFile)
          .map(file -> dataset.relativize(file).toString().replaceAll("[0-9a-f]{16}-[0-9]+", "ID"))
          .sorted()
          .toList();
    }
  }

  @Test
  void aBackendThatWasAskedForAndIsMissingIsNotReplaced() {
    System.setProperty("ib.cuda", "off");
    try {
      CommandLineRun refused = CommandLineRun.of("epoch", dataset, "--backend", "cuda");
      assertEquals(ExitCode.FAILED, refused.exitCode());
      assertEquals(
          "ib: backend cuda unavailable: switched off by -Dib.cuda=off", refused.err().strip());
      assertTrue(
          run("backends").out().startsWith("cuda       not available: switched off by -Dib.cuda"));
    } finally {
      System.clearProperty("ib.cuda");
    }
  }
}
