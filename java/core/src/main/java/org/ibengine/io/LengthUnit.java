package org.ibengine.io;

/** What a header counts lengths in; everything read is converted to mm. */
public enum LengthUnit {
  /** The header does not say: taken as mm. */
  UNKNOWN(1),
  METRE(1000),
  MILLIMETRE(1),
  MICRON(0.001);

  private final double mm;

  LengthUnit(double mm) {
    this.mm = mm;
  }

  /** How many mm one of it is. */
  public double mm() {
    return mm;
  }
}
