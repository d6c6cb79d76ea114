package org.ibengine.cli;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.stream.Stream;
import java.util.zip.GZIPInputStream;
import java.util.zip.GZIPOutputStream;
import org.ibengine.cli.options.ExitCode;

/**
 * Files that are damaged at random, the same in every run, given to the commands that read them,
 * all within one process. Each command must end as for a sound file or with an error in words. For
 * ci/torture.sh: {@code MutatedInputs FOLDER COUNT SEED}.
 *
 * <p>FOLDER holds {@code raw}, of {@code ib synth}, and {@code sound}, prepared from it in layout
 * volumes. Prints one line a kind of file: its name, inputs, those read, those refused, failures.
 */
final class MutatedInputs {
  private static final int SHOWN = 3;
  private final Path folder;
  private final Random random;
  private final Damage damage;
  private final Map<String, int[]> counts = new TreeMap<>();
  private int shown;

  private MutatedInputs(Path folder, long seed) {
    this.folder = folder;
    this.random = new Random(seed);
    this.damage = new Damage(random);
  }

  public static void main(String[] args) throws IOException {
    MutatedInputs inputs = new MutatedInputs(Path.of(args[0]), Long.parseLong(args[2]));
    inputs.run(Integer.parseInt(args[1]));
  }

  private void run(int count) throws IOException {
    Path image = only(folder.resolve("raw"), "T1.nii.gz");
    byte[] packed = Files.readAllBytes(image);
    byte[] plain = new GZIPInputStream(Files.newInputStream(image)).readAllBytes();
    List<Path> written = written();
    for (int i = 0; i < count; i++) {
      switch (i % 20) {
        case 0 -> prepare(plain);
        case 1, 2, 3 -> dataset(written.get(random.nextInt(written.size())));
        case 4, 5, 6, 7, 8, 9 -> gzip(packed);
        case 10, 11 -> header(plain, "header.nii.gz", true);
        case 12, 13 -> textHeader("metaimage", TextHeaders.metaImage(plain), ".mha");
        case 14, 15 -> textHeader("nrrd", TextHeaders.nrrd(plain), ".nrrd");
        default -> header(plain, "header.nii", false);
      }
    }
    counts.forEach(
        (kind, n) -> System.out.printf("%s %d %d %d %d%n", kind, n[0], n[1], n[2], n[3]));
  }

  /** Header and first voxels of a file. */
  private void header(byte[] plain, String name, boolean packed) throws IOException {
    byte[] damaged = damage.any(plain, 400);
    Path file = folder.resolve(name);
    Files.write(file, packed ? gzipped(damaged) : damaged);
    judge("header", CommandLineRun.of("info", file), 0, file);
  }

  /** Header, which is text, and first voxels of a file. */
  private void textHeader(String kind, byte[] sound, String ending) throws IOException {
    Path file = folder.resolve("header" + ending);
    Files.write(file, sound);
    CommandLineRun run = CommandLineRun.of("info", file);
    if (run.exitCode() != ExitCode.OK) {
      fail(kind, "the sound file is refused: " + run.err(), file);
    }
    boolean reworded = random.nextBoolean();
    Files.write(file, reworded ? damage.rewordedLine(sound) : damage.any(sound, 400));
    judge(kind, CommandLineRun.of("info", file), 0, file);
  }

  /** A gzip stream: whatever is read of it is what was packed, for it has a checksum. */
  private void gzip(byte[] packed) throws IOException {
    Path file = folder.resolve("stream.nii.gz");
    Files.write(file, packed);
    String sound = CommandLineRun.of("info", file).out();
    Files.write(file, damage.any(packed, packed.length));
    CommandLineRun run = CommandLineRun.of("info", file);
    judge("gzip", run, 0, file);
    if (run.exitCode() == ExitCode.OK && !run.out().equals(sound)) {
      fail("gzip", "other voxels than were packed: " + run.out(), file);
    }
  }

  /** A case whose image or mask is damaged, beside one that is sound. */
  private void prepare(byte[] plain) throws IOException {
    Path raw = fresh("damaged");
    Path image = only(folder.resolve("raw"), "T1.nii.gz");
    for (String name : new String[] {"a", "b"}) {
      Files.createDirectories(raw.resolve(name));
      for (String file : new String[] {"T1.nii.gz", "GT.nii.gz"}) {
        Files.copy(image.resolveSibling(file), raw.resolve(name).resolve(file));
      }
    }
    String damaged = random.nextBoolean() ? "T1.nii.gz" : "GT.nii.gz";
    Path file = raw.resolve("b").resolve(damaged);
    Files.write(file, gzipped(damage.any(plain, 400)));
    Path out = fresh("out");
    Object[] command = {
      "prepare", raw, out, "--layout", "volumes", "--patch-size", 8, 8, 8, "--threads", 1
    };
    CommandLineRun run = CommandLineRun.of(command);
    judge("prepare", run, ExitCode.SOME_CASES_FAILED, file);
    if (!Files.exists(out.resolve("cases/a/case.json"))) {
      fail("prepare", "the sound case is missing: " + run.err(), file);
    }
  }

  /** A file of a dataset folder. What is under a checksum must not pass for sound. */
  private void dataset(Path file) throws IOException {
    byte[] sound = Files.readAllBytes(file);
    boolean json = file.toString().endsWith(".json");
    byte[] damaged =
        json && random.nextBoolean() ? damage.reworded(sound) : damage.any(sound, sound.length);
    String kind = json ? file.getFileName().toString() : "volumes";
    try {
      Files.write(file, damaged);
      CommandLineRun verified = CommandLineRun.of("verify", folder.resolve("sound"));
      judge(kind, verified, ExitCode.SOME_CASES_FAILED, file);
      if (!json && !Arrays.equals(sound, damaged) && verified.exitCode() == ExitCode.OK) {
        fail(kind, "damaged voxels pass ib verify", file);
      }
      Object[] epoch = {"epoch", folder.resolve("sound"), "--patch-size", 8, 8, 8, "--threads", 1};
      judge(kind, CommandLineRun.of(epoch), ExitCode.FAILED, file);
    } finally {
      Files.write(file, sound);
    }
  }

  /** Counts a run; with words and code 0, 1 or {@code also}, or it is a failure. */
  private void judge(String kind, CommandLineRun run, int also, Path file) throws IOException {
    int code = run.exitCode();
    int[] n = counts.computeIfAbsent(kind, k -> new int[4]);
    n[0]++;
    n[code == ExitCode.OK ? 1 : 2]++;
    if (run.err().contains("this is a defect of ib-engine")) {
      fail(kind, run.err(), file);
    } else if (code != ExitCode.OK && code != ExitCode.FAILED && code != also) {
      fail(kind, "exit code " + code + ": " + run.err(), file);
    } else if (code != ExitCode.OK && (run.err() + run.out()).isBlank()) {
      fail(kind, "exit code " + code + " without a word", file);
    }
  }

  private void fail(String kind, String what, Path file) throws IOException {
    counts.computeIfAbsent(kind, k -> new int[4])[3]++;
    if (shown++ < SHOWN) {
      Path kept = folder.resolve("failed-" + shown + "-" + file.getFileName());
      Files.write(kept, Files.readAllBytes(file));
      System.err.printf("mutated %s (%s): %s%n", kind, kept, what.strip());
    }
  }

  private List<Path> written() throws IOException {
    try (Stream<Path> files = Files.walk(folder.resolve("sound"))) {
      return files
          .filter(Files::isRegularFile)
          .filter(file -> !file.getFileName().toString().startsWith("."))
          .filter(file -> file.toString().matches(".*\\.(json|safetensors)"))
          .sorted()
          .toList();
    }
  }

  private static Path only(Path root, String name) throws IOException {
    try (Stream<Path> files = Files.walk(root)) {
      return files.filter(file -> file.endsWith(name)).sorted().findFirst().orElseThrow();
    }
  }

  private Path fresh(String name) throws IOException {
    Path path = folder.resolve(name);
    if (Files.exists(path)) {
      try (Stream<Path> files = Files.walk(path)) {
        for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
          Files.delete(file);
        }
      }
    }
    return path;
  }

  private static byte[] gzipped(byte[] plain) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (GZIPOutputStream gzip = new GZIPOutputStream(bytes)) {
      gzip.write(plain);
    }
    return bytes.toByteArray();
  }
}
