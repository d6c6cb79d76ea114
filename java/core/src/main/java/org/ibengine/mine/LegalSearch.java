package org.ibengine.mine;

import java.util.List;
import java.util.OptionalLong;
import org.ibengine.backend.Backend;
import org.ibengine.centre.CentreSearch;
import org.ibengine.centre.Findings;
import org.ibengine.centre.LungRules;
import org.ibengine.centre.Lungs;
import org.ibengine.centre.NotebookRules;
import org.ibengine.centre.RuleCounts;
import org.ibengine.error.DatasetException;
import org.ibengine.io.ImageHeader;
import org.ibengine.volume.Index3;
import org.ibengine.volume.Size3;
import org.ibengine.volume.Volume;
import org.ibengine.volume.VoxelBits;

/** Applies the rules to one scan. Thread-safe. */
final class LegalSearch {
  private final MineRules rules;
  private final Backend backend;
  private final ScanVoxels voxels;

  LegalSearch(MineRules rules, Backend backend, ScanVoxels voxels) {
    this.rules = rules;
    this.backend = backend;
    this.voxels = voxels;
  }

  /**
   * A scan in memory.
   *
   * @param hu on the grid of 1 mm; null where {@link #needsHu} says that no rule looks at them
   */
  record Loaded(Scan scan, ImageHeader header, ScanGrid grid, Volume hu) {
    Loaded with(Volume voxels) {
      return new Loaded(scan, header, grid, voxels);
    }
  }

  /**
   * @param rule the one that was used
   * @param holding windows that a nodule reaches into, where rules allow such
   */
  record Legal(VoxelBits centres, RuleCounts left, LungRule rule, OptionalLong holding) {}

  /** The rules about distances, for a scan. */
  CentreSearch distances(ScanGrid grid) {
    return new CentreSearch(
        rules.patchSize(),
        rules.minDistanceMm(),
        rules.minSurfaceMm(),
        rules.guardMm(grid.source().spacing()));
  }

  /** All legal centres. */
  Legal find(Loaded loaded, FindingFiles.OfScan findings) {
    return rules.notebook() ? notebook(loaded, findings) : strict(loaded, findings.all());
  }

  private Legal strict(Loaded loaded, Findings findings) {
    LungRule rule = rule(loaded.scan());
    CentreSearch.Found found =
        distances(loaded.grid())
            .find(loaded.grid().size(), findings, centres -> keepLung(centres, rule, loaded));
    return new Legal(found.centres(), found.left(), rule, OptionalLong.empty());
  }

  /** The rule for a scan. */
  LungRule rule(Scan scan) {
    if (rules.notebook()) {
      return scan.masks().isEmpty() ? LungRule.NOTEBOOK : LungRule.MASK;
    }
    if (rules.lung() == LungRule.AUTO) {
      return scan.masks().isEmpty() ? LungRule.FIELD : LungRule.MASK;
    }
    return rules.lung();
  }

  /** Whether the rule for a scan looks at its HU. */
  boolean needsHu(Scan scan) {
    return rules.notebook() || rule(scan) != LungRule.MASK;
  }

  private void keepLung(VoxelBits centres, LungRule rule, Loaded loaded) {
    switch (rule) {
      case MASK -> LungRules.keepInLung(centres, masked(loaded));
      case FIELD ->
          LungRules.keepInLung(centres, Lungs.ofHu(loaded.hu(), rules.minLungVoxels(), backend));
      case BAND -> LungRules.keepInBand(centres, loaded.hu());
      default -> throw new IllegalStateException("not a rule of its own: " + rule);
    }
  }

  private VoxelBits masked(Loaded loaded) {
    VoxelBits lung = voxels.lungMask(loaded.scan(), loaded.header(), loaded.grid()).lung();
    if (lung.count() == 0) {
      throw new DatasetException(
          loaded.scan().masks().get(0),
          "has no label above 0, so no lung; repair it, or give --lung field");
    }
    return lung;
  }

  private Legal notebook(Loaded loaded, FindingFiles.OfScan findings) {
    Size3 size = loaded.grid().size();
    LungRule rule = rule(loaded.scan());
    VoxelBits centres = NotebookRules.inside(size, rules.patchSize().x());
    long inside = centres.count();
    List<Index3> positions =
        findings.nodulesWorld().stream().map(world -> roundedOffset(loaded.grid(), world)).toList();
    NotebookRules.keepFromVoxels(centres, positions, (int) Math.rint(rules.minDistanceMm()));
    long centre = centres.count();
    if (rule == LungRule.MASK) {
      NotebookRules.keepInMask(
          centres, voxels.lungMask(loaded.scan(), loaded.header(), loaded.grid()));
    } else {
      NotebookRules.keepDark(centres, loaded.hu(), NpyFile::value);
    }
    long lung = centres.count();
    return new Legal(
        centres,
        new RuleCounts(inside, centre, centre, centre, lung),
        rule,
        OptionalLong.of(
            NotebookRules.countHolding(centres, findings.nodules(), rules.patchSize())));
  }

  /** As the notebook has it: the directions of the axes are left out. */
  static Index3 roundedOffset(ScanGrid grid, double[] world) {
    double[] origin = grid.origin();
    return new Index3(
        (int) Math.rint(world[0] - origin[0]),
        (int) Math.rint(world[1] - origin[1]),
        (int) Math.rint(world[2] - origin[2]));
  }
}
