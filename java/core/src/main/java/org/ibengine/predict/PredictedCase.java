package org.ibengine.predict;

import org.ibengine.store.CaseRecord;
import org.ibengine.store.DataId;

/**
 * A case to be predicted.
 *
 * @param data tells one preparation of the case from another
 */
public record PredictedCase(String name, CaseGeometry grids, String data) {
  /** Of a dataset folder. */
  public static PredictedCase of(CaseRecord record) {
    return new PredictedCase(
        record.index().name(),
        CaseGeometry.of(record),
        record.id().map(DataId::toString).orElse(record.optionsHash()));
  }
}
