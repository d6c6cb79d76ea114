package org.ibengine.io.nifti;

import java.util.Map;
import java.util.Optional;
import org.ibengine.io.StoredType;

/** The numbers by which a header names the type of its voxels ({@code datatype}). */
final class NiftiCodes {
  private static final Map<StoredType, Integer> READ =
      Map.of(
          StoredType.UINT8, 2,
          StoredType.INT8, 256,
          StoredType.INT16, 4,
          StoredType.UINT16, 512,
          StoredType.INT32, 8,
          StoredType.UINT32, 768,
          StoredType.FLOAT32, 16,
          StoredType.FLOAT64, 64,
          StoredType.INT64, 1024,
          StoredType.UINT64, 1280);

  private static final Map<Integer, String> REFUSED =
      Map.of(
          0, "unknown",
          1, "1-bit binary",
          32, "complex64",
          128, "RGB24",
          1536, "float128",
          1792, "complex128",
          2048, "complex256",
          2304, "RGBA32");

  private NiftiCodes() {}

  static int of(StoredType type) {
    return READ.get(type);
  }

  /** Empty if voxels of that type are not read. */
  static Optional<StoredType> typeOf(int code) {
    return READ.entrySet().stream()
        .filter(entry -> entry.getValue() == code)
        .map(Map.Entry::getKey)
        .findFirst();
  }

  /** Whether the standard has this type, which is not read. */
  static boolean isRefused(int code) {
    return code != 0 && REFUSED.containsKey(code);
  }

  /** The name of a type that is not read. */
  static String refusedName(int code) {
    return REFUSED.getOrDefault(code, "not a NIfTI type");
  }
}
