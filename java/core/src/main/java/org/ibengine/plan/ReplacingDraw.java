package org.ibengine.plan;

import java.util.List;
import org.apache.commons.rng.UniformRandomProvider;
import org.ibengine.volume.Index3;
import org.ibengine.volume.Size3;

/**
 * The requests of an epoch that is drawn with replacement. Nothing is held for them: the stream of
 * its own that each has gives, in this order, its case; for a sampler of voxels whether it is
 * positive; then the instance, the voxel and the placement, or the start of a box along x, y and z.
 */
final class ReplacingDraw implements EpochDraw {
  private final PatchPool pool;
  private final PlanOptions options;
  private final EpochId epoch;
  private final RandomStreams streams;
  private final PatchPlacer placer;
  private final DrawnCases cases;
  private final int size;

  ReplacingDraw(PatchPool pool, PlanOptions options, EpochId epoch, DrawnCases cases) {
    this.pool = pool;
    this.options = options;
    this.epoch = epoch;
    this.streams = RandomStreams.of(epoch);
    this.placer = new PatchPlacer(options.patchSize(), options.placement());
    this.cases = cases;
    this.size = Math.toIntExact(PlanSize.ofDraws(options).requests());
  }

  /**
   * What a request shows.
   *
   * @param at position of the case in the pool
   * @param site of the instance in the pool; −1 for a box
   * @param voxel that the patch is placed by; null for a box
   */
  private record Drawn(int at, int site, Index3 corner, Index3 voxel) {
    static Drawn box(int at, Index3 corner) {
      return new Drawn(at, -1, corner, null);
    }
  }

  private Drawn draw(int ordinal) {
    UniformRandomProvider random = streams.of(RandomStreams.Purpose.DRAW, ordinal);
    Draws draws = options.draws();
    if (!draws.drawsVoxels()) {
      return box(random.nextInt(pool.cases().size()), random);
    }
    int at = cases.ofPositive(random.nextInt(pool.positives().size()));
    return random.nextDouble() < draws.positiveShare() ? voxel(at, random) : box(at, random);
  }

  private Drawn voxel(int at, UniformRandomProvider random) {
    long number; // among the voxels of all cases
    if (options.draws().sampler() == Sampler.TUMOUR) {
      int drawn = cases.firstPositive(at) + random.nextInt(cases.positives(at));
      long first = cases.firstVoxel(drawn);
      number = first + random.nextLong(cases.firstVoxel(drawn + 1) - first);
    } else {
      number = cases.firstVoxel(cases.firstPositive(at)) + random.nextLong(cases.voxels(at));
    }
    int site = cases.ofVoxel(number);
    Index3 voxel =
        pool.cases()
            .get(at)
            .foreground()
            .instances()
            .get(site - cases.firstPositive(at))
            .get(number - cases.firstVoxel(site));
    return new Drawn(at, site, placer.place(pool.positives().get(site), voxel, random), voxel);
  }

  private Drawn box(int at, UniformRandomProvider random) {
    Size3 volume = pool.cases().get(at).volume();
    Size3 patch = options.patchSize();
    if (DrawnCases.isShort(volume, patch)) {
      return Drawn.box(
          at,
          new Index3(
              volume.x() / 2 - patch.x() / 2,
              volume.y() / 2 - patch.y() / 2,
              volume.z() / 2 - patch.z() / 2));
    }
    int x = random.nextInt(volume.x() - patch.x() + 1);
    int y = random.nextInt(volume.y() - patch.y() + 1);
    int z = random.nextInt(volume.z() - patch.z() + 1);
    return Drawn.box(at, new Index3(x, y, z));
  }

  @Override
  public EpochId epoch() {
    return epoch;
  }

  @Override
  public int globalBatch() {
    return options.globalBatch();
  }

  @Override
  public PatchPool pool() {
    return pool;
  }

  @Override
  public int size() {
    return size;
  }

  @Override
  public int site(int ordinal) {
    int site = draw(ordinal).site();
    return site >= 0 ? site : pool.positives().size() + ordinal;
  }

  @Override
  public int source(int ordinal) {
    return pool.cases().get(draw(ordinal).at()).source();
  }

  @Override
  public List<String> strata() {
    return List.of(Sampler.UNIFORM_BOX);
  }

  @Override
  public long windows(int stratum) {
    return cases.boxes();
  }

  @Override
  public boolean replaces() {
    return true;
  }

  @Override
  public int stratum(int ordinal) {
    return 0;
  }

  @Override
  public String caseName(int ordinal) {
    return pool.cases().get(draw(ordinal).at()).caseName();
  }

  @Override
  public DrawnWindow window(int ordinal) {
    Drawn drawn = draw(ordinal);
    if (drawn.site() >= 0) {
      throw new IndexOutOfBoundsException(
          "request " + ordinal + " is drawn for an instance, so it shows no window");
    }
    return new DrawnWindow(0, cases.rank(drawn.at(), drawn.corner()), windowSite(drawn));
  }

  private NegativeSite windowSite(Drawn drawn) {
    CaseSite at = pool.cases().get(drawn.at());
    return new NegativeSite(at.source(), at.caseName(), at.volume(), drawn.corner());
  }

  @Override
  public PatchRequest request(int ordinal, boolean filler) {
    Drawn drawn = draw(ordinal);
    Variation variation = VariationDraw.draw(options, streams, ordinal);
    if (drawn.site() >= 0) {
      PositiveSite site = pool.positives().get(drawn.site());
      return PatchRequest.positive(
          ordinal, site, drawn.corner(), variation.about(drawn.voxel(), drawn.corner()), filler);
    }
    CaseForeground foreground = pool.cases().get(drawn.at()).foreground();
    return PatchRequest.negative(ordinal, windowSite(drawn), Sampler.UNIFORM_BOX, variation, filler)
        .foreground(foreground.meets(drawn.corner(), options.patchSize()));
  }
}
