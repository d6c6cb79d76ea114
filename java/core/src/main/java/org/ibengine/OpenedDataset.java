package org.ibengine;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import org.ibengine.label.Instance;
import org.ibengine.plan.PatchPool;
import org.ibengine.store.StoredSource;
import org.ibengine.volume.Geometry;
import org.ibengine.volume.Index3;
import org.ibengine.volume.Size3;

/**
 * A dataset folder as the engine sees it, whatever its layout.
 *
 * @param pool over all cases; its sources count through {@code sources}
 * @param origins of each source in the voxels of its case
 * @param patchSize what the pool was made for
 */
record OpenedDataset(
    List<String> modalities,
    Size3 patchSize,
    Map<String, Case> cases,
    List<StoredSource> sources,
    List<Index3> origins,
    PatchPool pool) {

  /**
   * @param geometry of the whole volume
   * @param instances the one with id i at position i − 1, in voxels of the case
   */
  record Case(String name, Geometry geometry, List<Instance> instances) {}

  OpenedDataset {
    sources = List.copyOf(sources);
    origins = List.copyOf(origins);
  }

  /** The pool of those cases alone. */
  PatchPool poolOf(Predicate<String> caseName) {
    return new PatchPool(
        pool.positives().stream().filter(site -> caseName.test(site.caseName())).toList(),
        pool.negatives().stream().filter(site -> caseName.test(site.caseName())).toList());
  }

  /** 16 hex digits that differ when a plan's input differs. */
  static String fingerprint(Object... planInput) {
    try {
      MessageDigest digest = MessageDigest.getInstance("SHA-256");
      for (Object part : planInput) {
        digest.update(part.toString().getBytes(StandardCharsets.UTF_8));
        digest.update((byte) 0);
      }
      return HexFormat.of().formatHex(digest.digest(), 0, 8);
    } catch (NoSuchAlgorithmException e) {
      throw new AssertionError(e);
    }
  }
}
