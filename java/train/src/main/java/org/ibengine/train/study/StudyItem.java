package org.ibengine.train.study;

import org.ibengine.text.Text;

/**
 * One run of a study.
 *
 * @param network its name
 * @param size of its cubic patches, in voxels
 * @param number from 1
 */
record StudyItem(String network, int size, int number) {
  /** Of its folder. */
  String name() {
    return Text.format("%s-%d-run%d", network, size, number);
  }

  /** For people. */
  String label() {
    return Text.format("%s, %d³, run %d", network, size, number);
  }
}
