package org.ibengine.dataset;

/**
 * What was left out of the background.
 *
 * @param leftOut windows that are free and meet all else, but of which too little is body; those of
 *     several strata count in each
 * @param unknown cases without an estimate of the body, of which nothing was left out
 * @param alarms what became of a list of false alarms
 */
public record BackgroundCheck(long leftOut, int unknown, FalseAlarmCounts alarms) {
  /** Nothing was. */
  public static final BackgroundCheck NONE = new BackgroundCheck(0, 0, FalseAlarmCounts.NONE);

  BackgroundCheck plus(BackgroundCheck more) {
    return new BackgroundCheck(
        leftOut + more.leftOut, unknown + more.unknown, alarms.plus(more.alarms));
  }

  BackgroundCheck plus(FalseAlarmCounts more) {
    return new BackgroundCheck(leftOut, unknown, alarms.plus(more));
  }
}
