package org.ibengine.synth;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.zip.CRC32;
import org.junit.jupiter.api.Test;

/** Against {@code balls.json}, which numpy made. */
class BallTest {
  private static JsonNode golden() throws IOException {
    try (InputStream file = BallTest.class.getResourceAsStream("/ratio/balls.json")) {
      return new ObjectMapper().readTree(file);
    }
  }

  @Test
  void ballsAreTheGoldenOnesByteForByte() throws IOException {
    int seen = 0;
    for (JsonNode wanted : golden().get("balls")) {
      check(wanted);
      seen++;
    }
    assertEquals(5, seen);
  }

  private static void check(JsonNode wanted) {
    Ball ball = new Ball(options(wanted), wanted.get("number").asInt());
    assertEquals(wanted.get("radius").asInt(), ball.radius());
    assertEquals(wanted.get("value").asDouble(), ball.value());
    for (int axis = 0; axis < 3; axis++) {
      assertEquals(wanted.get("centre").get(axis).asInt(), ball.centre().get(axis));
    }
    byte[] label = ball.label();
    float[] image = ball.image(label);
    assertEquals(wanted.get("label_crc32").asLong(), crc(label));
    ByteBuffer bytes = ByteBuffer.allocate(4 * image.length).order(ByteOrder.LITTLE_ENDIAN);
    bytes.asFloatBuffer().put(image);
    assertEquals(wanted.get("image_crc32").asLong(), crc(bytes.array()));
    for (JsonNode probe : wanted.get("probes_xyz")) {
      JsonNode at = probe.get(0);
      int side = ball.size().x();
      int index = (at.get(2).asInt() * side + at.get(1).asInt()) * side + at.get(0).asInt();
      assertEquals((float) probe.get(1).asDouble(), image[index]);
    }
  }

  /** The golden range ends before its second number. */
  private static BallOptions options(JsonNode wanted) {
    boolean test = wanted.get("test").asBoolean();
    long seed = wanted.get("seed").asLong();
    int side = wanted.get("n").asInt();
    JsonNode range = wanted.get("radius_range");
    return range.get(0).isNull()
        ? BallOptions.published(side, test, seed)
        : new BallOptions(side, range.get(0).asInt(), range.get(1).asInt() - 1, test, seed);
  }

  private static long crc(byte[] bytes) {
    CRC32 crc = new CRC32();
    crc.update(bytes);
    return crc.getValue();
  }

  @Test
  void ballsHaveAsManyVoxelsAsCountedByRadius() throws IOException {
    for (Map.Entry<String, JsonNode> entry : golden().get("ball_voxels_by_radius").properties()) {
      int radius = Integer.parseInt(entry.getKey());
      Ball ball = new Ball(new BallOptions(96, radius, radius, false, 3), 0);
      int voxels = 0;
      for (byte voxel : ball.label()) {
        voxels += voxel;
      }
      assertEquals(entry.getValue().asInt(), voxels, "radius " + radius);
    }
  }

  @Test
  void trainingIsTheFirstSeventyOfTheLexicographicOrder() throws IOException {
    List<Integer> wanted = new ArrayList<>();
    golden().get("training_numbers").forEach(number -> wanted.add(number.asInt()));
    assertEquals(wanted, BallSet.training(100));
    assertEquals(30, BallSet.validation(100).size());
    assertEquals(List.of(0, 1), BallSet.training(3));
    assertEquals(List.of(2), BallSet.validation(3));
  }

  @Test
  void publishedRadiiScaleWithTheSideAndStayInside() {
    assertEquals(new BallOptions(96, 25, 34, false, 1), BallOptions.published(96, false, 1));
    assertEquals(new BallOptions(96, 5, 47, true, 1), BallOptions.published(96, true, 1));
    assertEquals(new BallOptions(32, 8, 11, false, 1), BallOptions.published(32, false, 1));
    assertEquals(new BallOptions(32, 2, 15, true, 1), BallOptions.published(32, true, 1));
    assertEquals(new BallOptions(1, 0, 0, true, 1), BallOptions.published(1, true, 1));
  }

  @Test
  void ballsThatDoNotFitAreRefused() {
    assertThrows(IllegalArgumentException.class, () -> new BallOptions(96, 5, 48, false, 0));
    assertThrows(IllegalArgumentException.class, () -> new BallOptions(96, 6, 5, false, 0));
    assertThrows(IllegalArgumentException.class, () -> new BallOptions(96, -1, 5, false, 0));
    assertThrows(IllegalArgumentException.class, () -> new BallOptions(0, 0, 0, false, 0));
  }
}
