package org.ibengine;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import org.ibengine.dataset.Split;
import org.ibengine.plan.CaseSite;
import org.ibengine.plan.NegativeSites;
import org.ibengine.plan.PatchPool;
import org.ibengine.plan.PlanOptions;
import org.ibengine.plan.Stratum;

/** A short name for everything a plan depends on besides seed and epoch. */
final class Fingerprint {
  private static final int BYTES = 8;

  private final MessageDigest digest;

  private Fingerprint() {
    try {
      digest = MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new AssertionError(e);
    }
  }

  /**
   * 16 hex digits that differ when an epoch of the same number would, or what is held out by a
   * split.
   *
   * @param split null for none
   */
  static String of(List<String> modalities, PatchPool pool, PlanOptions options, Split split) {
    Fingerprint fingerprint = new Fingerprint();
    modalities.forEach(fingerprint::add);
    fingerprint.add(options);
    // Site by site: the text of a whole pool can be a hundred megabytes.
    pool.positives().forEach(fingerprint::add);
    if (pool.negatives().isGrid()) {
      pool.negatives().stream().forEach(fingerprint::add);
    } else {
      pool.negatives().all().forEach(fingerprint::addStratum);
    }
    pool.cases().forEach(fingerprint::addCase);
    if (split != null) {
      fingerprint.add(split);
    }
    return HexFormat.of().formatHex(fingerprint.digest.digest(), 0, BYTES);
  }

  private void addStratum(Stratum stratum) {
    add(stratum.label());
    add(stratum.share());
    add(stratum.order().label());
    for (NegativeSites.OfSource part : stratum.sites().parts()) {
      add(part.source());
      add(part.caseName());
      add(part.volume());
      part.corners().update(digest);
    }
  }

  private void addCase(CaseSite site) {
    add(site.source());
    add(site.caseName());
    add(site.volume());
    site.foreground().update(digest);
  }

  private void add(Object part) {
    digest.update(part.toString().getBytes(StandardCharsets.UTF_8));
    digest.update((byte) 0);
  }
}
