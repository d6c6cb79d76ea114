package org.ibengine.cli.mine;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import java.util.stream.Stream;
import java.util.zip.CRC32;
import org.ibengine.cli.CommandLineRun;

/** The CT phantoms of {@code seeds/mining}, and what {@code ib mine} writes of them. */
final class MinePhantoms {
  private final Path folder;
  private final JsonNode golden;

  private MinePhantoms(Path folder) throws IOException {
    this.folder = folder;
    this.golden = json(folder.resolve("golden.json"));
  }

  /** Skips the test where they are not there. */
  static MinePhantoms find() throws IOException {
    String data = System.getenv("IB_TEST_DATA");
    assumeTrue(data != null, "IB_TEST_DATA is not set");
    Path mining = Path.of(data).resolveSibling("seeds").resolve("mining");
    assumeTrue(Files.isDirectory(mining), mining + " is not there: no phantoms");
    return new MinePhantoms(mining);
  }

  JsonNode golden() {
    return golden;
  }

  JsonNode ofCase(String uid) {
    return golden.get("cases").get(uid);
  }

  Path scans() {
    return folder.resolve("scans");
  }

  /** A folder with all that there is of one scan, mask and rows included. */
  Path only(String uid, Path raw) throws IOException {
    copy(name -> name.startsWith(uid + ".") || name.endsWith(".csv"), raw);
    return raw;
  }

  /** All scans, masks and rows in a folder that a test may change. */
  Path all(Path raw) throws IOException {
    copy(name -> true, raw);
    return raw;
  }

  private void copy(Predicate<String> wanted, Path raw) throws IOException {
    try (Stream<Path> files = Files.walk(scans())) {
      for (Path file : files.filter(Files::isRegularFile).toList()) {
        if (wanted.test(file.getFileName().toString())) {
          Path to = raw.resolve(scans().relativize(file).toString());
          Files.createDirectories(to.getParent());
          Files.write(to, Files.readAllBytes(file));
        }
      }
    }
  }

  static CommandLineRun mine(Path raw, Path out, Object... more) {
    List<Object> arguments = new ArrayList<>(List.of("mine", raw, out, "--min-lung-voxels", 2000));
    arguments.addAll(List.of(more));
    return CommandLineRun.of(arguments.toArray());
  }

  static List<Object> cube(int edge) {
    return List.of("--patch-size", edge, edge, edge);
  }

  /** Lines of the table, by the names of the columns. */
  static List<Map<String, String>> table(Path out) throws IOException {
    List<String> lines = Files.readAllLines(out.resolve("bg_index.csv"));
    String[] header = lines.get(0).split(",", -1);
    List<Map<String, String>> rows = new ArrayList<>();
    for (String line : lines.subList(1, lines.size())) {
      String[] cells = line.split(",", -1);
      assertEquals(header.length, cells.length, line);
      Map<String, String> row = new HashMap<>();
      for (int i = 0; i < cells.length; i++) {
        row.put(header[i], cells[i]);
      }
      rows.add(row);
    }
    return rows;
  }

  static JsonNode summary(Path out) throws IOException {
    return json(out.resolve("bg_index.json"));
  }

  static JsonNode json(Path file) throws IOException {
    return new ObjectMapper().readTree(file.toFile());
  }

  static long crc(Path file) throws IOException {
    CRC32 crc = new CRC32();
    crc.update(Files.readAllBytes(file));
    return crc.getValue();
  }
}
