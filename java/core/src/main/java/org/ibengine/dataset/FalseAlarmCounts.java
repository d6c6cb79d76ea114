package org.ibengine.dataset;

import org.ibengine.text.Text;

/**
 * What became of the objects in a list of false alarms.
 *
 * @param used windows that are drawn from
 * @param hits objects that meet a lesion, so they are not false alarms
 * @param unknownCase of cases that the dataset does not have
 * @param outside whose centre lies outside of the volume
 * @param nearLesion whose window would hold a voxel of a lesion, or lie nearer to one than asked
 *     for
 * @param outsideMasks whose window does not lie in a mask as far as asked for
 * @param air whose window has less body than asked for
 * @param repeated whose window is that of a more confident one
 */
public record FalseAlarmCounts(
    int used,
    int hits,
    int unknownCase,
    int outside,
    int nearLesion,
    int outsideMasks,
    int air,
    int repeated) {
  /** No list. */
  public static final FalseAlarmCounts NONE = new FalseAlarmCounts(0, 0, 0, 0, 0, 0, 0, 0);

  FalseAlarmCounts plus(FalseAlarmCounts more) {
    return new FalseAlarmCounts(
        used + more.used,
        hits + more.hits,
        unknownCase + more.unknownCase,
        outside + more.outside,
        nearLesion + more.nearLesion,
        outsideMasks + more.outsideMasks,
        air + more.air,
        repeated + more.repeated);
  }

  /** For people, such as {@code 3 windows; dropped: 2 meet a lesion, 1 outside of the volume}. */
  public String words() {
    return Text.format(
        "%s; dropped: %s a lesion, %d of unknown cases, %d outside of the volume, %d too near a lesion, %d outside of a mask, %d air, %d twice",
        Text.counted(used, "window"),
        hits == 1 ? "1 meets" : hits + " meet",
        unknownCase,
        outside,
        nearLesion,
        outsideMasks,
        air,
        repeated);
  }

  /** Objects that no window is made of. */
  public int dropped() {
    return hits + unknownCase + outside + nearLesion + outsideMasks + air + repeated;
  }
}
