package org.ibengine.io;

/** What a header counts lengths in; everything read is converted to mm. */
public enum LengthUnit {
  /** The header does not say: taken as mm. */
  UNKNOWN(0, 1),
  METRE(1, 1000),
  MILLIMETRE(2, 1),
  MICRON(3, 0.001);

  private static final int SPACE_BITS = 7;
  private final int code;
  private final double mm;

  LengthUnit(int code, double mm) {
    this.code = code;
    this.mm = mm;
  }

  /** How many mm one of it is. */
  public double mm() {
    return mm;
  }

  /** Of {@code xyzt_units}; codes that the standard does not define are unknown. */
  static LengthUnit of(int xyztUnits) {
    for (LengthUnit unit : values()) {
      if (unit.code == (xyztUnits & SPACE_BITS)) {
        return unit;
      }
    }
    return UNKNOWN;
  }

  static boolean isDefined(int xyztUnits) {
    return (xyztUnits & SPACE_BITS) <= MICRON.code;
  }
}
