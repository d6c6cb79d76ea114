package org.ibengine.cpu;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.List;
import org.ibengine.conformance.AbiHeader;
import org.ibengine.label.Instance;
import org.ibengine.volume.Box;
import org.ibengine.volume.Index3;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** What this package repeats of ib_cpu.h. */
class LayoutsTest {
  private static AbiHeader header;

  @BeforeAll
  static void read() throws IOException {
    header = AbiHeader.read("cpp/include/ib/ib_cpu.h");
  }

  @Test
  void versionAndStatusCodesAreThoseOfTheHeader() {
    assertEquals(header.macro("IB_ABI_VERSION"), CpuLibrary.ABI_VERSION);
    assertEquals(header.value("IB_OK"), Status.OK);
    assertEquals(header.value("IB_INVALID_ARGUMENT"), Status.INVALID_ARGUMENT);
    assertEquals(header.value("IB_CORRUPT_DATA"), Status.CORRUPT_DATA);
  }

  @Test
  void structuresHaveTheSizesOfTheHeader() {
    assertEquals(header.bytes("ib_run"), Layouts.RUN_BYTES);
    assertEquals(header.bytes("ib_instance"), Layouts.INSTANCE_BYTES);
    assertEquals(header.macro("IB_MAX_ANCHORS"), Instance.MAX_ANCHORS);
  }

  @Test
  void instancesAreReadByTheOffsetsOfTheHeader() {
    ByteBuffer bytes = ByteBuffer.allocate(2 * Layouts.INSTANCE_BYTES);
    putLongs(bytes, "begin", 1, 2, 3);
    putLongs(bytes, "end", 4, 6, 8);
    putLongs(bytes, "sum", 6, 12, 30);
    bytes.putLong(header.offset("ib_instance", "voxels"), 4);
    bytes.putInt(header.offset("ib_instance", "anchor_count"), 2);
    int anchors = header.offset("ib_instance", "anchors");
    for (int i = 0; i < 6; i++) {
      bytes.putInt(anchors + i * Integer.BYTES, 10 + i);
    }
    Instance instance = Layouts.getInstance(bytes, 7);
    assertEquals(
        new Instance(
            7,
            4,
            new Box(new Index3(1, 2, 3), new Index3(4, 6, 8)),
            new Instance.Centroid(1.5, 3, 7.5),
            List.of(new Index3(10, 11, 12), new Index3(13, 14, 15))),
        instance);
    assertEquals(Layouts.INSTANCE_BYTES, bytes.position());
  }

  private static void putLongs(ByteBuffer bytes, String field, long... values) {
    int offset = header.offset("ib_instance", field);
    for (int i = 0; i < values.length; i++) {
      bytes.putLong(offset + i * Long.BYTES, values[i]);
    }
  }
}
