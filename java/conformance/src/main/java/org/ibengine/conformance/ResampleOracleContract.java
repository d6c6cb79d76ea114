package org.ibengine.conformance;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Locale;
import java.util.stream.IntStream;
import java.util.stream.StreamSupport;
import java.util.zip.CRC32;
import java.util.zip.InflaterInputStream;
import org.ibengine.backend.ResampleRule;
import org.ibengine.volume.Affine;
import org.ibengine.volume.Geometry.Spacing;
import org.ibengine.volume.GridMap;
import org.ibengine.volume.HostBuffer;
import org.ibengine.volume.Interpolation;
import org.ibengine.volume.Size3;
import org.ibengine.volume.Volume;
import org.ibengine.volume.VoxelType;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * Resampling against scipy ({@code map_coordinates}), a cubic kernel in numpy and an oracle for
 * scans on a grid of 1 mm. Values differ from scipy's and numpy's by rounding alone: by at most
 * {@link #LARGEST_ERROR} of the largest voxel.
 */
public interface ResampleOracleContract extends BackendSource {
  /** About 20 roundings of float64; what was found is 3e-15. */
  double LARGEST_ERROR = 4e-15;

  @ParameterizedTest
  @EnumSource(names = "VOTE", mode = EnumSource.Mode.EXCLUDE)
  default void valuesAreThoseOfScipyAndNumpyButForRounding(Interpolation interpolation)
      throws IOException {
    JsonNode cases = Goldens.json("resample.json");
    assertEquals(8, cases.size());
    try (Fixture fixture = fixture()) {
      for (JsonNode golden : cases) {
        double[] expected = numbers(golden.get(interpolation.name().toLowerCase(Locale.ROOT)));
        GridMap map =
            new GridMap(Affine.of(numbers(golden.get("map"))), spacing(golden.get("spacing")));
        ResampleRule rule = new ResampleRule(map, interpolation);
        Size3 target = size(golden.get("target"));
        String name = golden.get("name").asText();
        Volume source =
            fixture.volume(
                size(golden.get("source")), VoxelType.FLOAT64, numbers(golden.get("voxels")));
        double[] found = Resampled.resampled(fixture, source, target, VoxelType.FLOAT64, rule);
        double error =
            IntStream.range(0, found.length)
                .mapToDouble(i -> Math.abs(found[i] - expected[i]))
                .max()
                .orElseThrow();
        double allowed = LARGEST_ERROR * golden.get("largest").asDouble();
        assertTrue(error <= allowed, name + ": differs by " + error + ", allowed " + allowed);
        assertIntegers(fixture, golden, rule, expected);
      }
    }
  }

  /** The same voxels as int16: rounded, but where the value is within rounding of a half. */
  private static void assertIntegers(
      Fixture fixture, JsonNode golden, ResampleRule rule, double[] expected) {
    Volume source =
        fixture.volume(size(golden.get("source")), VoxelType.INT16, numbers(golden.get("voxels")));
    double[] found =
        Resampled.resampled(fixture, source, size(golden.get("target")), VoxelType.INT16, rule);
    for (int i = 0; i < found.length; i++) {
      if (Math.abs(Math.abs(expected[i] - Math.floor(expected[i])) - 0.5) > 1e-9) {
        assertEquals(Math.rint(expected[i]) + 0.0, found[i], golden.get("name").asText() + " " + i);
      }
    }
  }

  @Test
  default void scansOnAGridOfOneMillimetreHaveTheChecksumsOfTheirOracle() throws IOException {
    JsonNode scans = Goldens.json("scans/scans.json");
    assertEquals(6, scans.size());
    for (JsonNode golden : scans) {
      try (Fixture fixture = fixture()) {
        VoxelType type = VoxelType.valueOf(golden.get("type").asText());
        Size3 size = size(golden.get("source"));
        Spacing spacing = spacing(golden.get("spacing"));
        Size3 target =
            new Size3(
                (int) Math.rint(size.x() * spacing.x()),
                (int) Math.rint(size.y() * spacing.y()),
                (int) Math.rint(size.z() * spacing.z()));
        assertEquals(size(golden.get("target")), target);
        String word = golden.get("interpolation").asText().toUpperCase(Locale.ROOT);
        ResampleRule rule =
            new ResampleRule(
                GridMap.spaced(spacing, new Spacing(1, 1, 1)), Interpolation.valueOf(word));
        Volume source = scan(fixture, golden.get("name").asText(), size, type);
        ByteBuffer found = Resampled.written(fixture, source, target, type, rule);
        for (JsonNode probe : golden.get("probes")) {
          int at =
              (probe.get(2).asInt() * target.y() + probe.get(1).asInt()) * target.x()
                  + probe.get(0).asInt();
          assertEquals(probe.get(3).asInt(), found.getShort(2 * at), "" + probe);
        }
        CRC32 crc = new CRC32();
        crc.update(found);
        assertEquals(golden.get("crc32").asLong(), crc.getValue(), golden.get("name").asText());
      }
    }
  }

  private static Volume scan(Fixture fixture, String name, Size3 size, VoxelType type)
      throws IOException {
    int bytes = Math.toIntExact(size.voxels() * type.sizeBytes());
    HostBuffer buffer = fixture.poisoned(bytes);
    try (var in = new InflaterInputStream(Goldens.resource("scans/" + name + ".z"))) {
      buffer.view(0, bytes).put(in.readNBytes(bytes));
    }
    return new Volume(size, type, buffer);
  }

  private static double[] numbers(JsonNode array) {
    return StreamSupport.stream(array.spliterator(), false)
        .mapToDouble(JsonNode::asDouble)
        .toArray();
  }

  private static Size3 size(JsonNode xyz) {
    return new Size3(xyz.get(0).asInt(), xyz.get(1).asInt(), xyz.get(2).asInt());
  }

  private static Spacing spacing(JsonNode xyz) {
    return new Spacing(xyz.get(0).asDouble(), xyz.get(1).asDouble(), xyz.get(2).asDouble());
  }
}
