package org.ibengine.backend;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.stream.IntStream;
import org.ibengine.backend.PatchLayout.Source;
import org.ibengine.conformance.AbiHeader;
import org.ibengine.volume.Affine;
import org.ibengine.volume.Geometry.Spacing;
import org.ibengine.volume.GridMap;
import org.ibengine.volume.Interpolation;
import org.ibengine.volume.Size3;
import org.ibengine.volume.VoxelType;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class ResampleLayoutTest {
  private static final String CPU = "cpp/include/ib/ib_cpu.h";

  @ParameterizedTest
  @EnumSource
  void interpolationsHaveTheCodesOfTheHeader(Interpolation interpolation) throws IOException {
    assertEquals(AbiHeader.read(CPU).value("IB_" + interpolation), interpolation.code());
  }

  @Test
  void itHasTheSizeOfTheHeaderAndItsRadiusHoldsTheLargestGaussian() throws IOException {
    AbiHeader header = AbiHeader.read(CPU);
    assertEquals(header.bytes("ib_resample"), ResampleLayout.BYTES);
    GridMap most = GridMap.of(Affine.scaling(1000, 1, 1));
    double[] weights = new ResampleRule(most, Interpolation.LINEAR).smoothed().gaussian(0);
    assertEquals(1999, weights.length / 2 + 1);
    assertEquals(2000, header.macro("IB_MAX_RADIUS"));
  }

  @Test
  void thatOfADeviceIsThatOfTheHost() throws IOException {
    assertEquals(
        AbiHeader.read(CPU).fields("ib_resample"),
        AbiHeader.read("cuda/include/ib/ib_cuda.h").fields("ib_cuda_resample"));
  }

  @Test
  void fieldsLieWhereTheHeaderHasThem() throws IOException {
    GridMap map =
        new GridMap(Affine.of(3, 0, 0, 1, 0, 5, 0, 2, 0, 0, 0.5, 3), new Spacing(1, 0.5, 0.25));
    ResampleRule rule = new ResampleRule(map, Interpolation.CUBIC).filled(-9).smoothed();
    ByteBuffer out = ByteBuffer.allocate(ResampleLayout.BYTES);
    ResampleLayout.put(
        out,
        new Source(0x1000, new Size3(11, 12, 13), VoxelType.UINT16),
        new Source(0x2000, new Size3(5, 6, 7), VoxelType.FLOAT32),
        rule,
        0x3000);
    assertEquals(0, out.remaining());
    assertArrayEquals(
        new long[] {0x1000, 0x2000, 11, 12, 13, 5, 6, 7},
        IntStream.range(0, 8).mapToLong(i -> out.getLong(8 * i)).toArray());
    int first = at("map");
    assertArrayEquals(
        map.mm().toArray(),
        IntStream.range(0, 12).mapToDouble(i -> out.getDouble(first + 8 * i)).toArray());
    assertEquals(0.25, out.getDouble(at("spacing") + 16));
    assertEquals(-9, out.getDouble(at("fill")));
    int x = 2 * 4 + 1; // reduced 3 to 1: a deviation of 1
    int y = 2 * 18 + 1; // 10 to 1: 4.5
    int gaussian = at("gaussian");
    assertEquals(0x3000, out.getLong(gaussian));
    assertEquals(0x3000 + 8 * x, out.getLong(gaussian + 8));
    assertEquals(0x3000 + 8 * (x + y), out.getLong(gaussian + 16));
    assertEquals(4, out.getLong(at("radius")));
    assertEquals(18, out.getLong(at("radius") + 8));
    assertEquals(3, out.getInt(at("source_type")));
    assertEquals(6, out.getInt(at("target_type")));
    assertEquals(Interpolation.CUBIC.code(), out.getInt(at("interpolation")));
    assertEquals(AbiHeader.read(CPU).value("IB_RESAMPLE_FILL"), out.getInt(at("flags")));
    assertEquals(
        x + y + 5, // 2 to 1: a half
        ResampleLayout.gaussians(rule).length);
  }

  private static int at(String field) throws IOException {
    return AbiHeader.read(CPU).offset("ib_resample", field);
  }
}
