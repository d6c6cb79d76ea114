package org.ibengine.backend;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.List;
import org.ibengine.backend.PatchLayout.Source;
import org.ibengine.backend.PatchLayout.Target;
import org.ibengine.backend.reference.ReferenceBackend;
import org.ibengine.conformance.AbiHeader;
import org.ibengine.tensor.ElementType;
import org.ibengine.volume.HostBuffer;
import org.ibengine.volume.Index3;
import org.ibengine.volume.Size3;
import org.ibengine.volume.VoxelType;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class PatchLayoutTest {
  private static final String CPU = "cpp/include/ib/ib_cpu.h";
  private static final String CUDA = "cuda/include/ib/ib_cuda.h";
  private static final Index3 CORNER = new Index3(-1, 2, 300);
  private static final Size3 SIZE = new Size3(5, 5, 7);

  @ParameterizedTest
  @EnumSource
  void voxelTypesHaveTheCodesOfTheHeader(VoxelType type) throws IOException {
    assertEquals(AbiHeader.read(CPU).value("IB_" + type), PatchLayout.code(type));
  }

  @ParameterizedTest
  @EnumSource(names = "INT32", mode = EnumSource.Mode.EXCLUDE)
  void elementTypesHaveTheCodesOfTheHeader(ElementType type) throws IOException {
    assertEquals(AbiHeader.read(CPU).value("IB_TO_" + type), PatchLayout.code(type));
  }

  @Test
  void orientationsHaveTheFlagsOfTheHeader() throws IOException {
    AbiHeader header = AbiHeader.read(CPU);
    assertEquals(3, header.value("IB_QUARTER_TURNS"));
    assertEquals(
        2 + header.value("IB_FLIP_X"), PatchLayout.flags(new Orientation(2, true, false, false)));
    assertEquals(
        1 + header.value("IB_FLIP_Y"), PatchLayout.flags(new Orientation(1, false, true, false)));
    assertEquals(
        3 + header.value("IB_FLIP_Z"), PatchLayout.flags(new Orientation(3, false, false, true)));
  }

  @Test
  void patchesHaveTheSizesOfTheHeader() throws IOException {
    assertEquals(AbiHeader.read(CPU).bytes("ib_patch"), PatchLayout.BYTES);
    assertEquals(AbiHeader.read(CPU).bytes("ib_weight_patch"), WeightLayout.BYTES);
  }

  @Test
  void thePatchOfADeviceBeginsWithThatOfTheHost() throws IOException {
    List<String> host = AbiHeader.read(CPU).fields("ib_patch");
    List<String> device = AbiHeader.read(CUDA).fields("ib_cuda_patch");
    assertEquals(host, device.subList(0, host.size()));
    assertEquals(
        List.of("8 pitch", "8 chunks", "8 first_tile"), device.subList(host.size(), device.size()));
  }

  @Test
  void theWeightPatchOfADeviceBeginsWithThatOfTheHost() throws IOException {
    List<String> host = AbiHeader.read(CPU).fields("ib_weight_patch");
    List<String> device = AbiHeader.read(CUDA).fields("ib_cuda_weight_patch");
    assertEquals(host, device.subList(0, host.size()));
    assertEquals(
        List.of("8 first_slot", "8 first_tile"), device.subList(host.size(), device.size()));
  }

  @Test
  void aPatchHasItsFieldsInOrder() {
    ByteBuffer out = ByteBuffer.allocate(PatchLayout.BYTES);
    Orientation orientation = new Orientation(3, false, true, false);
    PatchLayout.put(
        out,
        new Source(0x1000, new Size3(11, 12, 13), VoxelType.UINT16),
        new Target(0x2004, ElementType.FLOAT16, 0x3008),
        new PatchCut(
            CORNER, SIZE, new Normalisation(1, 2, 3, 4), orientation, new Intensity(5, 6), 0.5f));
    assertEquals(0, out.remaining());
    assertArrayEquals(
        new long[] {0x1000, 0x2004, 11, 12, 13, -1, 2, 300, 5, 5, 7}, longs(out.flip(), 11));
    assertArrayEquals(new float[] {1, 2, 3, 4, 5, 6, 0.5f}, floats(out, 7));
    assertEquals(3, out.getInt()); // IB_UINT16
    assertEquals(1, out.getInt()); // IB_TO_FLOAT16
    assertEquals(3 + 8 + 32, out.getInt()); // turns, IB_FLIP_Y, IB_NORMALISE
    assertEquals(0x3008, out.getLong());
  }

  @Test
  void aPatchThatIsNotNormalisedHasNoLimitsAndNoFlag() {
    ByteBuffer out = ByteBuffer.allocate(PatchLayout.BYTES);
    PatchLayout.put(
        out,
        new Source(8, SIZE, VoxelType.UINT8),
        new Target(16, ElementType.UINT8, 0),
        PatchCut.crop(CORNER, SIZE, null));
    assertArrayEquals(new float[] {0, 0, 0, 0, 1, 0, 0}, floats(out.position(88), 7));
    assertEquals(0, out.getInt(out.limit() - 12));
    assertEquals(0, out.getLong(out.limit() - 8));
  }

  @Test
  void aWeightPatchHasItsFieldsInOrder() {
    WeightRule rule =
        WeightKind.INSTANCE_INVERSE
            .rule()
            .limited(0.25, 9)
            .normalised(WeightNormalisation.MEAN_ONE);
    Orientation orientation = new Orientation(1, true, false, false);
    ByteBuffer out = ByteBuffer.allocate(WeightLayout.BYTES);
    try (HostBuffer data = new ReferenceBackend().allocate(3 * 8 + 2 * 20)) {
      WeightLayout.put(
          out,
          new InstanceMap(3, 2, data),
          new WeightLayout.Addresses(0x1000, 0, 0x3000),
          new WeightCut(CORNER, SIZE, orientation, rule));
    }
    assertEquals(0, out.remaining());
    assertArrayEquals(
        new long[] {0x1018, 0x1000, 0, 0x3000, 2, 3, -1, 2, 300, 5, 5, 7}, longs(out.flip(), 12));
    assertEquals(0.25, out.getDouble());
    assertEquals(9, out.getDouble());
    assertEquals(2, out.getInt()); // IB_INSTANCE_INVERSE
    assertEquals(1 + 4 + 64, out.getInt()); // a turn, IB_FLIP_X, IB_MEAN_ONE
  }

  private static long[] longs(ByteBuffer in, int count) {
    long[] values = new long[count];
    for (int i = 0; i < count; i++) {
      values[i] = in.getLong();
    }
    return values;
  }

  private static float[] floats(ByteBuffer in, int count) {
    float[] values = new float[count];
    for (int i = 0; i < count; i++) {
      values[i] = in.getFloat();
    }
    return values;
  }
}
