package org.ibengine.measure;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.InputStream;
import java.util.Optional;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import java.util.zip.CRC32;
import org.ibengine.backend.reference.ReferenceBackend;
import org.ibengine.index.BodyCounts;
import org.ibengine.index.BodyEstimate;
import org.ibengine.index.BodyRule;
import org.ibengine.index.ModalityIndex;
import org.ibengine.volume.Affine;
import org.ibengine.volume.Geometry;
import org.ibengine.volume.HostBuffer;
import org.ibengine.volume.Index3;
import org.ibengine.volume.Size3;
import org.ibengine.volume.Volume;
import org.ibengine.volume.VoxelType;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Against {@code body.json}, which numpy and scipy made, and against literals. */
class BodyMeasureTest {
  private static final Size3 ONE = new Size3(1, 1, 1);

  private final BodyVolumes volumes = new BodyVolumes();

  static Stream<String> names() throws IOException {
    return StreamSupport.stream(oracle().get("cases").spliterator(), false)
        .map(item -> item.get("name").asText());
  }

  private static JsonNode oracle() throws IOException {
    try (InputStream file = BodyMeasureTest.class.getResourceAsStream("/body/body.json")) {
      return new ObjectMapper().readTree(file);
    }
  }

  private static JsonNode wanted(String name) throws IOException {
    for (JsonNode item : oracle().get("cases")) {
      if (item.get("name").asText().equals(name)) {
        return item;
      }
    }
    throw new AssertionError(name);
  }

  private BodyEstimate found(String name) {
    BodyVolumes.Case item = volumes.named(name);
    return new BodyMeasure(new ReferenceBackend())
        .of(item.rule(), item.modality(), item.volume(), item.geometry())
        .orElseThrow();
  }

  @ParameterizedTest
  @MethodSource("names")
  void bodiesAreThoseOfScipyVoxelByVoxel(String name) throws IOException {
    JsonNode wanted = wanted(name);
    BodyEstimate body = found(name);
    assertEquals(wanted.get("threshold").asDouble(), body.threshold());
    assertEquals(size(wanted.get("block")), body.block());
    BodyCounts counts = body.counts();
    Size3 size = body.size();
    assertEquals(wanted.get("voxels").asLong(), counts.voxels(Index3.ZERO, size));
    assertEquals((double) wanted.get("voxels").asLong() / size.voxels(), body.share());
    CRC32 crc = new CRC32();
    for (int z = 0; z < size.z(); z++) {
      for (int y = 0; y < size.y(); y++) {
        for (int x = 0; x < size.x(); x++) {
          crc.update((int) counts.voxels(new Index3(x, y, z), ONE));
        }
      }
    }
    assertEquals(wanted.get("crc32").asLong(), crc.getValue());
  }

  @ParameterizedTest
  @MethodSource("names")
  void windowsHoldAsMuchBodyAsInTheMask(String name) throws IOException {
    BodyCounts counts = found(name).counts();
    JsonNode windows = oracle().get("windows");
    for (int i = 0; i < windows.size(); i++) {
      JsonNode at = windows.get(i).get("corner");
      Index3 first = new Index3(at.get(0).asInt(), at.get(1).asInt(), at.get(2).asInt());
      assertEquals(
          wanted(name).get("windows").get(i).asLong(),
          counts.voxels(first, size(windows.get(i).get("patch"))),
          windows.get(i).toString());
    }
  }

  private static Size3 size(JsonNode triple) {
    return new Size3(triple.get(0).asInt(), triple.get(1).asInt(), triple.get(2).asInt());
  }

  @Test
  void aRowOfWindowsHoldsWhatTheyHoldOneByOne() {
    BodyCounts counts = found("chest").counts();
    for (Size3 patch : new Size3[] {new Size3(7, 5, 6), new Size3(50, 1, 40), ONE}) {
      for (int[] yz : new int[][] {{0, 0}, {11, 9}, {36, 28}, {-2, 13}}) {
        long[] row = new long[41];
        counts.row(yz[0], yz[1], patch, row);
        for (int x = 0; x < row.length; x++) {
          assertEquals(counts.voxels(new Index3(x, yz[0], yz[1]), patch), row[x], patch + " " + x);
        }
      }
    }
  }

  private static Optional<BodyEstimate> of(BodyRule rule, VoxelType type, double... values) {
    Size3 size = new Size3(values.length, 1, 1);
    HostBuffer data = new ReferenceBackend().allocate((long) values.length * type.sizeBytes());
    for (int i = 0; i < values.length; i++) {
      if (type == VoxelType.UINT8) {
        data.view(i, 1).put((byte) values[i]);
      } else {
        data.view(8L * i, 8).putDouble(values[i]);
      }
    }
    return new BodyMeasure(new ReferenceBackend())
        .of(
            rule,
            new ModalityIndex("CT", type, 1, 0, 0, 1),
            new Volume(size, type, data),
            new Geometry(size, new Geometry.Spacing(4, 4, 4), Affine.scaling(4, 4, 4)));
  }

  private static long[] blocks(BodyEstimate body) {
    long[] row = new long[body.size().x()];
    body.counts().row(0, 0, ONE, row);
    return row;
  }

  @Test
  void amongPartsOfEqualSizeTheFirstIsTheBody() {
    BodyEstimate body =
        of(BodyRule.from(9), VoxelType.UINT8, 0, 9, 8, 10, 11, 0, 200, 255).orElseThrow();
    assertArrayEquals(new long[] {0, 0, 0, 1, 1, 0, 0, 0}, blocks(body));
  }

  @Test
  void equalVoxelsAreAllBodyAndAValueThatNothingReachesLeavesNone() {
    assertEquals(1, of(BodyRule.OTSU, VoxelType.UINT8, 7, 7, 7).orElseThrow().share());
    assertEquals(0, of(BodyRule.from(8), VoxelType.UINT8, 7, 7, 7).orElseThrow().share());
  }

  @Test
  void nothingIsEstimatedWhereNothingIsWantedOrValuesAreBeyondFloat32() {
    assertTrue(of(BodyRule.NONE, VoxelType.UINT8, 0, 1).isEmpty());
    Size3 size = new Size3(2, 2, 2);
    HostBuffer data = new ReferenceBackend().allocate(64);
    for (int i = 0; i < 8; i++) {
      data.view(8L * i, 8).putDouble(Double.MAX_VALUE);
    }
    assertTrue(
        new BodyMeasure(new ReferenceBackend())
            .of(
                BodyRule.OTSU,
                new ModalityIndex("T1", VoxelType.FLOAT64, 1, 0, 0, 1),
                new Volume(size, VoxelType.FLOAT64, data),
                new Geometry(size, new Geometry.Spacing(2, 2, 2), Affine.scaling(2, 2, 2)))
            .isEmpty());
  }
}
