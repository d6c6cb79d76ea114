package org.ibengine.io.nrrd;

import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.ibengine.io.HeaderField;
import org.ibengine.io.StoredType;

/** The names that NRRD has for types of voxels. */
final class NrrdTypes {
  private static final Map<String, StoredType> TYPES = new HashMap<>();

  static {
    put(StoredType.INT8, "signed char", "int8", "int8_t");
    put(StoredType.UINT8, "uchar", "unsigned char", "uint8", "uint8_t");
    put(StoredType.INT16, "short", "short int", "signed short", "signed short int", "int16");
    put(StoredType.INT16, "int16_t");
    put(StoredType.UINT16, "ushort", "unsigned short", "unsigned short int", "uint16", "uint16_t");
    put(StoredType.INT32, "int", "signed int", "int32", "int32_t");
    put(StoredType.UINT32, "uint", "unsigned int", "uint32", "uint32_t");
    put(StoredType.INT64, "longlong", "long long", "long long int", "signed long long", "int64");
    put(StoredType.INT64, "signed long long int", "int64_t");
    put(StoredType.UINT64, "ulonglong", "unsigned long long", "unsigned long long int");
    put(StoredType.UINT64, "uint64", "uint64_t");
    put(StoredType.FLOAT32, "float");
    put(StoredType.FLOAT64, "double");
  }

  private NrrdTypes() {}

  private static void put(StoredType type, String... names) {
    List.of(names).forEach(name -> TYPES.put(name, type));
  }

  /**
   * @throws org.ibengine.error.DatasetException if voxels of that type are not read
   */
  static StoredType of(HeaderField field) {
    StoredType type = TYPES.get(field.value().toLowerCase(Locale.ROOT).replaceAll("\\s+", " "));
    if (type == null) {
      throw field.refused("voxels must be integers of 8 to 64 bits, float or double");
    }
    return type;
  }
}
