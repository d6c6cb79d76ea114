package org.ibengine.dlpack;

/**
 * Where the fields of DLPack's two owning structs lie, in bytes, on 64-bit little-endian machines.
 * The {@code DLTensor} in them is {@code data} (0), device type and number (8, 12), dimensions
 * (16), type code, bits and lanes (20, 21, 22), {@code shape} (24), {@code strides} (32) and {@code
 * byte_offset} (40).
 *
 * @param tensor start of the {@code DLTensor}
 * @param deleter the function pointer
 * @param size of all
 * @param versioned whether version (major 0, minor 4) and flags (24) are there
 */
record StructLayout(int tensor, int deleter, int size, boolean versioned) {
  /** {@code DLManagedTensor}: tensor, context, deleter. */
  static final StructLayout PLAIN = new StructLayout(0, 56, 64, false);

  /** {@code DLManagedTensorVersioned}: version, context, deleter, flags, tensor. */
  static final StructLayout VERSIONED = new StructLayout(32, 16, 80, true);
}
