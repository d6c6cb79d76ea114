package org.ibengine.predict;

/**
 * Where the time of a run of predictions went.
 *
 * @param modelNanos in the network
 * @param waitNanos waiting for windows
 * @param nanos all of it, from the first batch to the last file
 */
public record PredictionTimes(long modelNanos, long waitNanos, long nanos) {
  /** The part of the time that was spent elsewhere than in the network, in [0, 1]. */
  public double shareOutsideModel() {
    return nanos == 0 ? 0 : Math.max(0, 1 - (double) modelNanos / nanos);
  }
}
