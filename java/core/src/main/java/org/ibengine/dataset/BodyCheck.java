package org.ibengine.dataset;

/**
 * What was left out of the background because too little of it is body.
 *
 * @param leftOut windows that are free and meet all else; those of several strata count in each
 * @param unknown cases without an estimate of the body, of which nothing was left out
 */
public record BodyCheck(long leftOut, int unknown) {
  /** Nothing was. */
  public static final BodyCheck NONE = new BodyCheck(0, 0);

  BodyCheck plus(BodyCheck more) {
    return new BodyCheck(leftOut + more.leftOut, unknown + more.unknown);
  }
}
