package org.ibengine.mine;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.zip.CRC32;
import org.ibengine.volume.Size3;
import org.ibengine.volume.Volume;
import org.ibengine.volume.VoxelBits;

/**
 * The five CT phantoms of {@code seeds/mining} beside the folder of {@code IB_TEST_DATA}, and what
 * an independent program (numpy, scipy) found in them.
 */
final class Phantoms {
  private final Path folder;
  private final JsonNode golden;

  private Phantoms(Path folder) throws IOException {
    this.folder = folder;
    this.golden = new ObjectMapper().readTree(folder.resolve("golden.json").toFile());
  }

  /** Skips the test where they are not there. */
  static Phantoms find() throws IOException {
    String data = System.getenv("IB_TEST_DATA");
    assumeTrue(data != null, "IB_TEST_DATA is not set");
    Path mining = Path.of(data).resolveSibling("seeds").resolve("mining");
    assumeTrue(Files.isDirectory(mining), mining + " is not there: no phantoms");
    return new Phantoms(mining);
  }

  JsonNode golden() {
    return golden;
  }

  JsonNode ofCase(String uid) {
    return golden.get("cases").get(uid);
  }

  List<String> uids() {
    List<String> uids = new ArrayList<>();
    golden.get("cases").fieldNames().forEachRemaining(uids::add);
    return uids;
  }

  Path scans() {
    return folder.resolve("scans");
  }

  MineInput input() {
    Path annotations = scans().resolve(MineInput.ANNOTATIONS);
    return new MineInput(scans(), annotations, Optional.empty(), Optional.empty());
  }

  static Size3 cube(int edge) {
    return new Size3(edge, edge, edge);
  }

  /** CRC-32 of a byte for each voxel, 1 in the set and 0 outside, x fastest. */
  static long crc(VoxelBits bits) {
    CRC32 crc = new CRC32();
    byte[] row = new byte[bits.size().x()];
    for (int z = 0; z < bits.size().z(); z++) {
      for (int y = 0; y < bits.size().y(); y++) {
        for (int x = 0; x < row.length; x++) {
          row[x] = (byte) (bits.get(x, y, z) ? 1 : 0);
        }
        crc.update(row);
      }
    }
    return crc.getValue();
  }

  static long crc(Volume volume) {
    CRC32 crc = new CRC32();
    crc.update(volume.data().view(0, (int) volume.sizeBytes()));
    return crc.getValue();
  }
}
