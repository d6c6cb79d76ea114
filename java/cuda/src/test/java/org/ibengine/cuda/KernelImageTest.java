package org.ibengine.cuda;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Optional;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What the image of a build with nvcc holds: a device runs only what was made for it. */
class KernelImageTest {
  private static final int MAGIC = 0xBA55ED50;
  private static final int PTX = 1;
  private static final int MACHINE_CODE = 2;
  private static final int SIZE_AT = 8; // of a part; its header's size is at 4
  private static final int ARCHITECTURE_AT = 28;

  private static byte[] image;

  @TempDir private Path folder;

  @BeforeAll
  static void read() throws IOException {
    try (InputStream in = KernelImage.class.getResourceAsStream("ib_cuda.fatbin")) {
      assumeTrue(in != null, "the build has no nvcc");
      image = in.readAllBytes();
    }
  }

  /** Architectures of the parts of that kind, of which each must be there once. */
  private static TreeSet<Integer> architectures(int kind) {
    ByteBuffer bytes = ByteBuffer.wrap(image).order(ByteOrder.LITTLE_ENDIAN);
    assertEquals(MAGIC, bytes.getInt(0));
    TreeSet<Integer> found = new TreeSet<>();
    int end = (int) (bytes.getShort(6) + bytes.getLong(SIZE_AT));
    assertEquals(image.length, end);
    int at = bytes.getShort(6);
    while (at < end) {
      if (bytes.getShort(at) == kind) {
        found.add(bytes.getInt(at + ARCHITECTURE_AT));
      }
      at += (int) (bytes.getInt(at + 4) + bytes.getLong(at + SIZE_AT));
    }
    return found;
  }

  @Test
  void thereIsMachineCodeForEveryArchitectureThatIsKnown() {
    assertEquals("[75, 80, 86, 89, 90, 100, 120]", architectures(MACHINE_CODE).toString());
  }

  /** Of the newest for what comes later, of the oldest for what lies between, as 11.0 does. */
  @Test
  void thereIsPtxOfTheOldestAndOfTheNewestArchitecture() {
    assertEquals("[75, 120]", architectures(PTX).toString());
  }

  @Test
  void cuobjdumpSaysTheSame() throws Exception {
    Optional<Path> tool =
        Arrays.stream(System.getenv("PATH").split(File.pathSeparator))
            .map(path -> Path.of(path, "cuobjdump"))
            .filter(Files::isExecutable)
            .findFirst();
    assumeTrue(tool.isPresent(), "cuobjdump is not on the path");
    Path file = Files.write(folder.resolve("ib_cuda.fatbin"), image);
    assertEquals(architectures(PTX), listed(tool.get(), "--list-ptx", file));
    assertEquals(architectures(MACHINE_CODE), listed(tool.get(), "--list-elf", file));
  }

  private static TreeSet<Integer> listed(Path tool, String what, Path file) throws IOException {
    Process process =
        new ProcessBuilder(tool.toString(), what, file.toString())
            .redirectErrorStream(true)
            .start();
    String said = new String(process.getInputStream().readAllBytes());
    return Pattern.compile("sm_(\\d+)")
        .matcher(said)
        .results()
        .map((MatchResult match) -> Integer.valueOf(match.group(1)))
        .collect(Collectors.toCollection(TreeSet::new));
  }
}
