package org.ibengine.lesion;

import java.nio.ByteBuffer;
import java.nio.IntBuffer;
import java.nio.ShortBuffer;
import org.ibengine.text.Text;
import org.ibengine.volume.HostBuffer;
import org.ibengine.volume.Volume;

/** The values of a label map, wherever they lie. Thread-safe for reading. */
public interface LabelValues {
  /**
   * Reads values that lie side by side.
   *
   * @param begin the first voxel, in memory order: x fastest, z slowest
   * @param values receives the first {@code count}
   */
  void read(long begin, int count, long[] values);

  /**
   * Of a volume of unsigned integers, which must stay open.
   *
   * @throws IllegalArgumentException if it has another type
   */
  static LabelValues of(Volume volume) {
    HostBuffer data = volume.data();
    return switch (volume.type()) {
      case UINT8 ->
          (begin, count, values) -> {
            ByteBuffer bytes = data.bareView(begin, count);
            for (int i = 0; i < count; i++) {
              values[i] = bytes.get(i) & 0xff;
            }
          };
      case UINT16 ->
          (begin, count, values) -> {
            ShortBuffer shorts =
                data.bareView(begin * Short.BYTES, count * Short.BYTES).asShortBuffer();
            for (int i = 0; i < count; i++) {
              values[i] = shorts.get(i) & 0xffff;
            }
          };
      case UINT32 ->
          (begin, count, values) -> {
            IntBuffer ints =
                data.bareView(begin * Integer.BYTES, count * Integer.BYTES).asIntBuffer();
            for (int i = 0; i < count; i++) {
              values[i] = ints.get(i) & 0xffff_ffffL;
            }
          };
      default ->
          throw new IllegalArgumentException(
              Text.format("labels must be UINT8, UINT16 or UINT32, were %s", volume.type()));
    };
  }
}
