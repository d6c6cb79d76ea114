package org.ibengine.mine;

import java.security.MessageDigest;
import java.util.List;
import java.util.Optional;
import org.ibengine.backend.Backend;
import org.ibengine.centre.LegalCentres;
import org.ibengine.centre.LungRules;
import org.ibengine.error.DatasetException;
import org.ibengine.io.Image;
import org.ibengine.io.ImageFiles;
import org.ibengine.io.ImageHeader;
import org.ibengine.store.Sha256;
import org.ibengine.store.SourceFile;
import org.ibengine.volume.Box;
import org.ibengine.volume.Index3;
import org.ibengine.volume.Size3;
import org.ibengine.volume.Volume;
import org.ibengine.volume.VoxelBits;
import org.ibengine.work.CaseProgress;

/** Mines one scan after the other, several at a time if called so. Thread-safe. */
final class ScanMiner {
  private final MineOptions options;
  private final FindingFiles files;
  private final Target target;
  private final WindowDraw draw;
  private final ScanVoxels voxels;
  private final LegalSearch search;
  private final Backend backend;

  /**
   * Where to write.
   *
   * @param dataset null unless one is written
   * @param annotations the file of the nodules; null without a dataset
   */
  record Target(MineOutput output, MinedDataset dataset, SourceFile annotations) {}

  ScanMiner(MineOptions options, FindingFiles files, Target target, Backend backend) {
    this.options = options;
    this.files = files;
    this.target = target;
    this.draw = new WindowDraw(options, target.output());
    this.backend = backend;
    this.voxels = new ScanVoxels(backend);
    this.search = new LegalSearch(options.rules(), backend, voxels);
  }

  /**
   * Mines a scan and writes its windows; blocks until they are on the disk.
   *
   * @return without patches if no centre is legal
   * @throws DatasetException if the scan, its mask or its rows are at fault
   * @throws java.io.UncheckedIOException if the output cannot be written
   */
  MinedScan mine(Scan scan, CaseProgress progress) {
    ImageHeader header = ImageFiles.readHeader(scan.file(), backend.gzip());
    ScanGrid grid = ScanGrid.of(header);
    FindingFiles.OfScan findings = files.of(scan.uid(), grid);
    LegalSearch.Loaded unread = new LegalSearch.Loaded(scan, header, grid, null);
    return needsGrid(scan)
        ? mineOnGrid(unread, findings, progress)
        : mineByMask(unread, findings, progress);
  }

  /** Whether all of a scan is brought to 1 mm, and not its windows alone. */
  private boolean needsGrid(Scan scan) {
    return options.layout().hasVolumes() || search.needsHu(scan);
  }

  private MinedScan mineOnGrid(
      LegalSearch.Loaded scan, FindingFiles.OfScan findings, CaseProgress progress) {
    MessageDigest digest = target.dataset() == null ? null : Sha256.newDigest();
    Volume hu = voxels.hu(scan.scan(), scan.grid(), digest, options.rules().notebook());
    try {
      progress.reached(0.5);
      LegalSearch.Loaded loaded = scan.with(hu);
      LegalSearch.Legal legal = search.find(loaded, findings);
      MinedScan mined = mine(loaded, findings, legal, box -> NpyFile.of(hu, box));
      if (digest != null && !mined.patches().isEmpty()) {
        target.dataset().add(ofDataset(loaded, findings, mined, digest));
      }
      return mined;
    } finally {
      hu.data().close();
    }
  }

  private MinedScan mineByMask(
      LegalSearch.Loaded scan, FindingFiles.OfScan findings, CaseProgress progress) {
    LegalSearch.Legal legal = search.find(scan, findings);
    progress.reached(0.5);
    try (Image image = voxels.read(scan.scan(), null)) {
      return mine(scan, findings, legal, box -> cut(image, scan.grid(), box));
    }
  }

  private byte[] cut(Image image, ScanGrid grid, Box box) {
    Volume window = voxels.window(image, grid, box);
    try {
      Size3 size = window.size();
      return NpyFile.of(window, new Box(Index3.ZERO, new Index3(size.x(), size.y(), size.z())));
    } finally {
      window.data().close();
    }
  }

  private MinedDataset.Mined ofDataset(
      LegalSearch.Loaded loaded,
      FindingFiles.OfScan findings,
      MinedScan mined,
      MessageDigest digest) {
    List<SourceFile> sources =
        List.of(MineSources.ofScan(loaded.header(), digest), target.annotations());
    return new MinedDataset.Mined(loaded, findings.nodules(), draw.windows(mined), sources);
  }

  private MinedScan mine(
      LegalSearch.Loaded loaded,
      FindingFiles.OfScan findings,
      LegalSearch.Legal legal,
      WindowDraw.Files windows) {
    Scan scan = loaded.scan();
    Optional<CandidateFilter.Kept> kept = candidates(loaded, findings, legal);
    LegalCentres feasible =
        LegalCentres.of(kept.map(CandidateFilter.Kept::centres).orElse(legal.centres()));
    LegalCentres hardest =
        feasible.hardest(options.draw().hardness(), findings.all(), options.rules().patchSize());
    return new MinedScan(
        scan.uid(),
        scan.file(),
        !scan.masks().isEmpty(),
        legal.rule(),
        options.rules().guardMm(loaded.grid().source().spacing()),
        findings.nodules().all().size(),
        findings.nodules().outside(loaded.grid().size()),
        findings.nodules().tiny(loaded.grid().size()),
        findings.excluded(),
        legal.left(),
        kept.map(CandidateFilter.Kept::counts),
        feasible.size(),
        hardest.size(),
        legal.holding(),
        draw.patches(loaded, findings, hardest, windows));
  }

  /** Empty unless candidates were given. */
  private Optional<CandidateFilter.Kept> candidates(
      LegalSearch.Loaded loaded, FindingFiles.OfScan findings, LegalSearch.Legal legal) {
    CandidateFilter filter =
        new CandidateFilter(loaded.grid(), search.distances(loaded.grid()), findings.all());
    return files.candidates(loaded.scan().uid()).map(rows -> filter.keep(rows, legal.centres()));
  }

  /** Bytes of voxels, for progress; 0 if the header cannot be read. */
  long voxelBytes(Scan scan) {
    try {
      return ImageFiles.readHeader(scan.file(), backend.gzip()).storedBytes();
    } catch (DatasetException e) {
      return 0; // its job says so
    }
  }

  /**
   * The most memory that a scan takes at a time, in bytes, from the headers alone.
   *
   * @throws DatasetException if a header cannot be read
   */
  long bytes(Scan scan) {
    ImageHeader header = ImageFiles.readCheckedHeader(scan.file(), backend.gzip());
    ScanGrid grid = ScanGrid.of(header);
    long lung = lungBytes(scan, grid);
    long sets = 3 * VoxelBits.bytes(grid.size());
    long drawn = options.draw().wanted().bytes(grid.size().voxels());
    if (!needsGrid(scan)) {
      long windows = voxels.windowBytes(header, grid, options.rules().patchSize());
      return sets + Math.max(lung, windows + drawn);
    }
    long notebook = options.rules().notebook() ? NotebookGrid.bytes(grid) : 0;
    long dataset =
        options.layout().hasVolumes() ? MinedDataset.bytes(grid.size(), options.encoding()) : 0;
    long hu = grid.size().voxels() * Short.BYTES;
    return Math.max(
        voxels.huBytes(header, grid) + notebook,
        hu + sets + Math.max(lung, Math.max(drawn, dataset)));
  }

  private long lungBytes(Scan scan, ScanGrid grid) {
    long rule = LungRules.bytes(grid.size());
    if (!scan.masks().isEmpty() && search.rule(scan) == LungRule.MASK) {
      ImageHeader mask = ImageFiles.readHeader(scan.masks().get(0), backend.gzip());
      return rule + ScanVoxels.maskBytes(mask, grid);
    }
    return rule + 2 * grid.size().voxels(); // a byte for each voxel, and for runs of air as much
  }
}
