package org.ibengine.torch.weights;

import java.util.Arrays;
import java.util.stream.Collectors;
import org.bytedeco.pytorch.global.torch.ScalarType;

/** Types of elements that are read and written, as the format names them. */
enum ElementCode {
  F16(ScalarType.Half, 2),
  F32(ScalarType.Float, 4),
  F64(ScalarType.Double, 8),
  I64(ScalarType.Long, 8),
  U8(ScalarType.Byte, 1);

  private final ScalarType type;
  private final int bytes;

  ElementCode(ScalarType type, int bytes) {
    this.type = type;
    this.bytes = bytes;
  }

  ScalarType type() {
    return type;
  }

  int bytes() {
    return bytes;
  }

  /** Null if there is none of that name. */
  static ElementCode of(String name) {
    return Arrays.stream(values())
        .filter(code -> code.name().equals(name))
        .findFirst()
        .orElse(null);
  }

  /**
   * @throws IllegalArgumentException if the format has no name for it here
   */
  static ElementCode of(ScalarType type) {
    return Arrays.stream(values())
        .filter(code -> code.type.value == type.value)
        .findFirst()
        .orElseThrow(
            () ->
                new IllegalArgumentException(
                    "tensors in files must be of type " + names() + ", was " + type.intern()));
  }

  static String names() {
    return Arrays.stream(values()).map(ElementCode::name).collect(Collectors.joining(", "));
  }
}
