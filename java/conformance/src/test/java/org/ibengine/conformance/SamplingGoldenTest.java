package org.ibengine.conformance;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.OptionalInt;
import org.ibengine.backend.reference.ReferenceBackend;
import org.ibengine.io.Image;
import org.ibengine.label.Components;
import org.ibengine.label.Connectivity;
import org.ibengine.label.Instance;
import org.ibengine.plan.Augmentation;
import org.ibengine.plan.Balance;
import org.ibengine.plan.CaseForeground;
import org.ibengine.plan.CaseSite;
import org.ibengine.plan.DrawExposure;
import org.ibengine.plan.Draws;
import org.ibengine.plan.EpochPlan;
import org.ibengine.plan.NegativeSites;
import org.ibengine.plan.PatchPool;
import org.ibengine.plan.Placement;
import org.ibengine.plan.PlanOptions;
import org.ibengine.plan.Planner;
import org.ibengine.plan.PositiveSite;
import org.ibengine.plan.Sampler;
import org.ibengine.plan.Strata;
import org.ibengine.volume.Box;
import org.ibengine.volume.Index3;
import org.ibengine.volume.Size3;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Which lesions of two real cases are drawn how often, as numpy and scipy have counted it. */
class SamplingGoldenTest {
  private static final String OURS = "ours: every instance once an epoch";
  private static final String TUMOUR =
      "theirs (`tumour`): patient by number of lesions, then lesion";
  private static final String CASE = "patient uniformly, then lesion";
  private static final String CASE_VOXEL = "`voxel`, patient by number of lesions";
  private static final String VOXEL = "`voxel`, any foreground voxel of the data set";

  private static JsonNode golden;
  private static PatchPool pool;

  @BeforeAll
  static void label() throws IOException {
    golden = Goldens.json("sampling.json");
    List<PositiveSite> positives = new ArrayList<>();
    List<CaseSite> cases = new ArrayList<>();
    try (Fixture fixture = new Fixture(new ReferenceBackend())) {
      for (String name : List.of("patient07", "patient19")) {
        Image image = Goldens.mask(fixture, "ms/" + name + "/GT.nii.gz");
        Components found = fixture.backend().labelComponents(image.volume(), Connectivity.FACE_6);
        image.volume().data().close();
        Size3 size = image.volume().size();
        Box whole = new Box(Index3.ZERO, new Index3(size.x(), size.y(), size.z()));
        for (Instance instance : found.instances()) {
          positives.add(new PositiveSite(cases.size(), name, size, instance, whole));
        }
        CaseForeground foreground = CaseForeground.of(size, found.runs(), found.instances().size());
        cases.add(new CaseSite(cases.size(), name, size, foreground));
      }
    }
    pool = new PatchPool(positives, Strata.grid(NegativeSites.of(List.of())), cases);
  }

  private static long voxels(int site) {
    return pool.positives().get(site).instance().voxels();
  }

  private static void assertShares(String row, double[] patches) {
    JsonNode share = golden.get("share").get(row);
    double all = Arrays.stream(patches).sum();
    double small = 0;
    double large = 0;
    for (int site = 0; site < patches.length; site++) {
      small += voxels(site) <= 10 ? patches[site] : 0;
      large += voxels(site) > 1000 ? patches[site] : 0;
    }
    assertEquals(share.get("1_to_10").doubleValue(), small / all, 1e-6, row);
    assertEquals(share.get("over_1000").doubleValue(), large / all, 1e-6, row);
  }

  @Test
  void theLesionsAreThoseOfTheGolden() {
    assertEquals(golden.get("lesions").intValue(), pool.positives().size());
    assertEquals(
        golden.get("voxels").longValue(),
        pool.cases().stream().mapToLong(one -> one.foreground().voxels()).sum());
    for (CaseSite one : pool.cases()) {
      for (PositiveSite site : pool.positives()) {
        if (site.caseName().equals(one.caseName())) {
          assertEquals(
              site.instance().voxels(),
              one.foreground().instances().get(site.instance().id() - 1).size());
        }
      }
    }
  }

  @Test
  void expectedSharesAreThoseOfTheGolden() {
    Draws tumour = new Draws(Sampler.TUMOUR, OptionalInt.of(1), 0.5);
    assertShares(TUMOUR, DrawExposure.ofPositives(pool, tumour, 100));
    assertShares(CASE_VOXEL, DrawExposure.ofPositives(pool, tumour.sampler(Sampler.VOXEL), 100));
    assertShares(OURS, Balance.INSTANCE.exposure(pool.positives(), 1));
    assertShares(CASE, new Balance(Balance.Kind.CASE, 1).exposure(pool.positives(), 1));
    assertShares(VOXEL, new Balance(Balance.Kind.SIZE, 1).exposure(pool.positives(), 1));
  }

  @ParameterizedTest
  @CsvSource({"TUMOUR", "VOXEL"})
  void drawnSharesAreWithinFiveDeviationsOfTheGolden(Sampler sampler) {
    PlanOptions options =
        new PlanOptions(
            new Size3(32, 32, 32),
            10,
            1,
            1,
            Placement.CENTRE,
            Augmentation.NONE,
            Balance.INSTANCE,
            false,
            new Draws(sampler, OptionalInt.of(4_000), 0.5));
    EpochPlan plan = new Planner(pool, options).training(20, 26);
    int positives = 0;
    int small = 0;
    int large = 0;
    for (int ordinal = 0; ordinal < 40_000; ordinal++) {
      int site = plan.site(ordinal);
      if (site < pool.positives().size()) {
        positives++;
        small += voxels(site) <= 10 ? 1 : 0;
        large += voxels(site) > 1000 ? 1 : 0;
      }
    }
    assertWithin(0.5, positives, 40_000);
    JsonNode share = golden.get("share").get(sampler == Sampler.TUMOUR ? TUMOUR : CASE_VOXEL);
    assertWithin(share.get("1_to_10").doubleValue(), small, positives);
    assertWithin(share.get("over_1000").doubleValue(), large, positives);
  }

  private static void assertWithin(double share, int drawn, int of) {
    double bound = 5 * Math.sqrt(of * share * (1 - share));
    assertTrue(Math.abs(drawn - share * of) < bound, drawn + " of " + of + ", not " + share);
  }
}
