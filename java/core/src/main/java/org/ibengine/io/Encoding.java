package org.ibengine.io;

/** How the bytes of a file of voxels are packed. */
public enum Encoding {
  /** gzip if the file begins as gzip does, else not packed. */
  BY_CONTENT,
  /** Not packed, whatever the bytes look like. */
  RAW,
  /** RFC 1952, one or more members. */
  GZIP,
  /** RFC 1950, one stream. */
  ZLIB
}
