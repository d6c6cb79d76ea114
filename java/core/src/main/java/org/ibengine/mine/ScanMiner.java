package org.ibengine.mine;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.zip.CRC32C;
import org.ibengine.backend.Backend;
import org.ibengine.centre.Findings;
import org.ibengine.centre.LegalCentres;
import org.ibengine.centre.LungRules;
import org.ibengine.centre.VoxelBits;
import org.ibengine.error.DatasetException;
import org.ibengine.index.MinedWindow;
import org.ibengine.io.ImageFiles;
import org.ibengine.io.ImageHeader;
import org.ibengine.plan.MiningDraw;
import org.ibengine.store.Sha256;
import org.ibengine.store.SourceFile;
import org.ibengine.volume.Box;
import org.ibengine.volume.Index3;
import org.ibengine.volume.Size3;
import org.ibengine.volume.Volume;
import org.ibengine.work.CaseProgress;

/** Mines one scan after the other, several at a time if called so. Thread-safe. */
final class ScanMiner {
  private final MineOptions options;
  private final FindingFiles files;
  private final Target target;
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
    MessageDigest digest = target.dataset() == null ? null : Sha256.newDigest();
    Volume hu = voxels.hu(scan, grid, digest, options.rules().notebook());
    try {
      progress.reached(0.5);
      LegalSearch.Loaded loaded = new LegalSearch.Loaded(scan, header, grid, hu);
      MinedScan mined = mine(loaded, findings, search.find(loaded, findings));
      if (digest != null && !mined.patches().isEmpty()) {
        target.dataset().add(ofDataset(loaded, findings, mined, digest));
      }
      return mined;
    } finally {
      hu.data().close();
    }
  }

  private MinedDataset.Mined ofDataset(
      LegalSearch.Loaded loaded,
      FindingFiles.OfScan findings,
      MinedScan mined,
      MessageDigest digest) {
    List<SourceFile> sources =
        List.of(MineSources.ofScan(loaded.header(), digest), target.annotations());
    return new MinedDataset.Mined(loaded, findings.nodules(), windows(mined), sources);
  }

  private MinedScan mine(
      LegalSearch.Loaded loaded, FindingFiles.OfScan findings, LegalSearch.Legal legal) {
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
        findings.nodules().all().size(),
        findings.excluded(),
        legal.left(),
        kept.map(CandidateFilter.Kept::counts),
        feasible.size(),
        hardest.size(),
        legal.holding(),
        patches(loaded, findings, picks(scan.uid(), hardest)));
  }

  /** Empty unless candidates were given. */
  private Optional<CandidateFilter.Kept> candidates(
      LegalSearch.Loaded loaded, FindingFiles.OfScan findings, LegalSearch.Legal legal) {
    CandidateFilter filter =
        new CandidateFilter(loaded.grid(), search.distances(loaded.grid()), findings.all());
    return files.candidates(loaded.scan().uid()).map(rows -> filter.keep(rows, legal.centres()));
  }

  private List<MiningDraw.Pick> picks(String uid, LegalCentres centres) {
    CRC32C checksum = new CRC32C();
    checksum.update(uid.getBytes(StandardCharsets.UTF_8));
    return MiningDraw.draw(
        new CentrePool(centres), options.draw().wanted(), (int) checksum.getValue());
  }

  /** What the draw sees of centres. */
  private record CentrePool(LegalCentres centres) implements MiningDraw.Pool {
    @Override
    public long size() {
      return centres.size();
    }

    @Override
    public Index3 get(long rank) {
      return centres.get(rank);
    }
  }

  private List<MinedPatch> patches(
      LegalSearch.Loaded loaded, FindingFiles.OfScan findings, List<MiningDraw.Pick> picks) {
    List<MinedPatch> patches = new ArrayList<>();
    for (MiningDraw.Pick pick : picks) {
      Box box = box(pick.centre());
      Findings all = findings.all();
      patches.add(
          new MinedPatch(
              write(loaded, box, patches.size()),
              pick,
              loaded.grid().toWorld(pick.centre()),
              all.centreDistance(pick.centre()),
              all.surfaceDistance(pick.centre()),
              all.boxGap(pick.centre(), options.rules().patchSize()),
              findings.nodules().voxelsIn(box)));
    }
    return patches;
  }

  /** The name of the window's file; empty if none is written. */
  private String write(LegalSearch.Loaded loaded, Box box, int number) {
    if (!options.layout().hasPatches()) {
      return "";
    }
    String name = loaded.scan().uid() + "_bg" + number + ".npy";
    target.output().write(name, NpyFile.of(loaded.hu(), box));
    return name;
  }

  private List<MinedWindow> windows(MinedScan mined) {
    return mined.patches().stream()
        .map(
            patch ->
                new MinedWindow(
                    box(patch.pick().centre()).begin(),
                    patch.boxGap(),
                    options.draw().hardness(),
                    options.rules().patchSize()))
        .toList();
  }

  private Box box(Index3 centre) {
    Size3 size = options.rules().patchSize();
    Index3 begin =
        new Index3(centre.x() - size.x() / 2, centre.y() - size.y() / 2, centre.z() - size.z() / 2);
    return new Box(
        begin, new Index3(begin.x() + size.x(), begin.y() + size.y(), begin.z() + size.z()));
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
    long reading = voxels.huBytes(header, grid);
    if (options.rules().notebook()) {
      reading += NotebookGrid.bytes(grid);
    }
    long hu = grid.size().voxels() * Short.BYTES;
    long sets = 3 * VoxelBits.bytes(grid.size());
    long draw = options.draw().wanted().bytes(grid.size().voxels());
    long dataset = options.layout().hasVolumes() ? MinedDataset.bytes(grid.size()) : 0;
    long most = Math.max(lungBytes(scan, grid), Math.max(draw, dataset));
    return Math.max(reading, hu + sets + most);
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
