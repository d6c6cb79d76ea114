package org.ibengine.tensor;

/** What a gathered patch or a batch is made of. */
public enum ElementType {
  UINT8(1),
  FLOAT16(2),
  FLOAT32(4),
  /** Only instance ids and counts. */
  INT32(4);

  private final int sizeBytes;

  ElementType(int sizeBytes) {
    this.sizeBytes = sizeBytes;
  }

  public int sizeBytes() {
    return sizeBytes;
  }
}
