package org.ibengine.prepare;

import java.util.Locale;

/** The kinds of work whose time is added up, over all threads. */
public enum Stage {
  /** Reading, inflating and hashing sources; bytes decoded. */
  READ,
  /** Bringing volumes to another grid; bytes of the result. */
  RESAMPLE,
  /** Rounding floats to what is stored; bytes before. */
  ROUND,
  /** Percentiles; bytes of voxels. */
  PERCENTILES,
  /** Components and windows; bytes of mask. */
  COMPONENTS,
  /** Where the body is; bytes of voxels. */
  BODY,
  /** Cropping, normalising, converting; bytes of patches. */
  GATHER,
  /** gzip; bytes before compression. */
  DEFLATE,
  /** Packing volumes; bytes before. */
  PACK,
  /** Writing and waiting for the disk; bytes in files. */
  WRITE,
  /** Renaming into place; no bytes. */
  COMMIT;

  /** The name in tables and JSON. */
  public String label() {
    return name().toLowerCase(Locale.ROOT);
  }
}
