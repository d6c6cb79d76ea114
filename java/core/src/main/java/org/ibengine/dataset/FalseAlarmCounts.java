package org.ibengine.dataset;

import org.ibengine.text.Text;

/**
 * What became of the objects in a list of false alarms.
 *
 * @param used windows that are drawn from
 * @param hits objects that meet a lesion, so they are not false alarms
 * @param unknownCase of cases that the dataset does not have
 * @param outside whose centre lies outside of the volume
 * @param nearLesion whose window would hold a voxel of a lesion, or break a rule for background
 * @param repeated whose window is that of a more confident one
 */
public record FalseAlarmCounts(
    int used, int hits, int unknownCase, int outside, int nearLesion, int repeated) {
  /** No list. */
  public static final FalseAlarmCounts NONE = new FalseAlarmCounts(0, 0, 0, 0, 0, 0);

  FalseAlarmCounts plus(FalseAlarmCounts more) {
    return new FalseAlarmCounts(
        used + more.used,
        hits + more.hits,
        unknownCase + more.unknownCase,
        outside + more.outside,
        nearLesion + more.nearLesion,
        repeated + more.repeated);
  }

  /** For people, such as {@code 3 windows; dropped: 2 meet a lesion, 1 outside of the volume}. */
  public String words() {
    return Text.format(
        "%d windows; dropped: %d meet a lesion, %d of unknown cases, %d outside of the volume, %d too near a lesion, %d twice",
        used, hits, unknownCase, outside, nearLesion, repeated);
  }

  /** Objects that no window is made of. */
  public int dropped() {
    return hits + unknownCase + outside + nearLesion + repeated;
  }
}
