package org.ibengine.mine;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.zip.CRC32C;
import org.ibengine.centre.Findings;
import org.ibengine.centre.LegalCentres;
import org.ibengine.index.MinedWindow;
import org.ibengine.plan.MiningDraw;
import org.ibengine.volume.Box;
import org.ibengine.volume.Index3;
import org.ibengine.volume.Size3;

/** Draws the windows of scans among their legal centres. Thread-safe. */
final class WindowDraw {
  private final MineOptions options;
  private final MineOutput output;

  WindowDraw(MineOptions options, MineOutput output) {
    this.options = options;
    this.output = output;
  }

  /** Gives the bytes of a window's file. */
  interface Files {
    byte[] npy(Box box);
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

  /**
   * Draws among centres, and writes the windows where files are wanted.
   *
   * @return in the order of the draw
   * @throws java.io.UncheckedIOException if a file cannot be written
   */
  List<MinedPatch> patches(
      LegalSearch.Loaded loaded,
      FindingFiles.OfScan findings,
      LegalCentres centres,
      Files windows) {
    List<MinedPatch> patches = new ArrayList<>();
    for (MiningDraw.Pick pick : picks(loaded.scan().uid(), centres)) {
      Box box = box(pick.centre());
      Findings all = findings.all();
      patches.add(
          new MinedPatch(
              write(loaded.scan().uid() + "_bg" + patches.size() + ".npy", box, windows),
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
  private String write(String name, Box box, Files windows) {
    if (!options.layout().hasPatches()) {
      return "";
    }
    output.write(name, windows.npy(box));
    return name;
  }

  /** The windows as a record of a case has them. */
  List<MinedWindow> windows(MinedScan mined) {
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
}
