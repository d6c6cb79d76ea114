package org.ibengine.train.study;

import java.util.Locale;

/** What is done in each run, in this order. */
enum StudyStage {
  TRAIN,
  RATIOS,
  PREDICT,
  SCORE;

  String label() {
    return name().toLowerCase(Locale.ROOT);
  }
}
