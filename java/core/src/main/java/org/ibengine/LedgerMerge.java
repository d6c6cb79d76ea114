package org.ibengine;

import java.util.Map;
import org.ibengine.text.Text;

/** What ledgers must have in common to be merged. */
final class LedgerMerge {
  private LedgerMerge() {}

  /**
   * @throws IllegalArgumentException if they are of different epochs
   */
  static void requireSame(Ledger a, Ledger b) {
    requireSame("epoch", a.subject().of().epoch().name(), b.subject().of().epoch().name());
    requireSame("weights", a.subject().weights(), b.subject().weights());
    requireSame("world size", a.worldSize(), b.worldSize());
    requireSame(
        "dataset and of the same options (as a fingerprint)",
        a.subject().of().fingerprint(),
        b.subject().of().fingerprint());
  }

  private static void requireSame(String what, Object a, Object b) {
    if (!a.equals(b)) {
      throw new IllegalArgumentException(
          Text.format("ledgers to merge must be of the same %s, were of %s and %s", what, a, b));
    }
  }

  static void putOnce(Map<Integer, Integer> all, int rank, int step) {
    if (all.put(rank, step) != null) {
      throw new IllegalArgumentException(
          Text.format(
              "ledgers to merge must be of different ranks, but rank %d is in two of them", rank));
    }
  }
}
