package org.ibengine.cuda;

import org.ibengine.label.*;
import org.ibengine.volume.Volume;

final class LabelKernels {
  LabelKernels(Lane lane, Volume mask, Connectivity c) {}

  Components run() {
    throw new UnsupportedOperationException("x");
  }
}
