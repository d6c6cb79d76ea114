package org.ibengine.mine;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import org.ibengine.backend.Backend;
import org.ibengine.backend.reference.ReferenceBackend;
import org.ibengine.centre.CentreRules;
import org.ibengine.centre.CentreSearch;
import org.ibengine.centre.Findings;
import org.ibengine.centre.LungMask;
import org.ibengine.centre.LungRules;
import org.ibengine.centre.Lungs;
import org.ibengine.centre.NotebookRules;
import org.ibengine.io.ImageFiles;
import org.ibengine.io.ImageHeader;
import org.ibengine.volume.Index3;
import org.ibengine.volume.Size3;
import org.ibengine.volume.VoxelBits;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Every rule's set of centres in every phantom is that of the oracle, voxel for voxel. */
class GoldenRulesTest {
  private static final long MIN_LUNG_VOXELS = 2000;

  private final Backend backend = new ReferenceBackend();
  private final ScanVoxels voxels = new ScanVoxels(backend);
  private final Phantoms phantoms = phantoms();

  private static Phantoms phantoms() {
    try {
      return Phantoms.find();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private LegalSearch.Loaded load(String uid, boolean notebook) {
    Scan scan =
        ScanFiles.find(phantoms.scans(), backend.gzip()).scans().stream()
            .filter(one -> one.uid().equals(uid))
            .findFirst()
            .orElseThrow();
    ImageHeader header = ImageFiles.readHeader(scan.file(), backend.gzip());
    ScanGrid grid = ScanGrid.of(header);
    return new LegalSearch.Loaded(scan, header, grid, voxels.hu(scan, grid, null, notebook));
  }

  private FindingFiles.OfScan findings(String uid, ScanGrid grid) {
    return FindingFiles.read(phantoms.input()).of(uid, grid);
  }

  private static void assertSet(JsonNode golden, String name, VoxelBits bits) {
    assertEquals(golden.get(name).get("count").asLong(), bits.count(), name);
    assertEquals(golden.get(name).get("crc32").asLong(), Phantoms.crc(bits), name);
  }

  private static VoxelBits all(LegalSearch.Loaded loaded) {
    return VoxelBits.all(loaded.grid().size());
  }

  private LungMask mask(LegalSearch.Loaded loaded) {
    return voxels.lungMask(loaded.scan(), loaded.header(), loaded.grid());
  }

  private VoxelBits lung(String rule, LegalSearch.Loaded loaded) {
    VoxelBits centres = all(loaded);
    switch (rule) {
      case "band" -> LungRules.keepInBand(centres, loaded.hu());
      case "field" ->
          LungRules.keepInLung(centres, Lungs.ofHu(loaded.hu(), MIN_LUNG_VOXELS, backend));
      default -> {
        LungRules.keepInLung(centres, mask(loaded).lung());
      }
    }
    return centres;
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "1.2.826.0.1.1", // anisotropic, with a lung mask
        "1.2.826.0.1.2", // flipped
        "1.2.826.0.1.3", // oblique
        "1.2.826.0.1.4", // without a nodule
        "1.2.826.0.1.5" // without a legal centre
      })
  void everySetIsThatOfTheOracle(String uid) {
    JsonNode golden = phantoms.ofCase(uid);
    LegalSearch.Loaded loaded = load(uid, false);
    assertEquals(golden.get("resampled_crc32_int16").asLong(), Phantoms.crc(loaded.hu()));
    Findings findings = findings(uid, loaded.grid()).nodules();
    assertEquals(
        golden.get("label_crc32_uint8").asLong(),
        Phantoms.crc(findings.voxels(loaded.grid().size())));
    assertSet(golden, "lung_field_2000", Lungs.ofHu(loaded.hu(), MIN_LUNG_VOXELS, backend));
    assertTrue(golden.get("lung_rules").size() >= 2);
    List<String> rules = new ArrayList<>();
    golden.get("lung_rules").fieldNames().forEachRemaining(rules::add);
    rules.forEach(rule -> assertRules(golden, rule, loaded, findings));
  }

  private void assertRules(
      JsonNode golden, String rule, LegalSearch.Loaded loaded, Findings findings) {
    JsonNode masks = golden.get("lung_rules").get(rule).get("masks");
    Size3 cube = Phantoms.cube(golden.get("cube").asInt());
    double guard = golden.get("guard_mm").asDouble();
    assertSet(masks, "inside", CentreRules.inside(loaded.grid().size(), cube));
    VoxelBits centre = all(loaded);
    CentreRules.keepFromCentres(centre, findings, 15);
    assertSet(masks, "centre", centre);
    VoxelBits surface = all(loaded);
    CentreRules.keepFromSurfaces(surface, findings, 0);
    assertSet(masks, "surface", surface);
    VoxelBits box = all(loaded);
    CentreRules.keepWindowsFree(box, findings, cube, guard);
    assertSet(masks, "box", box);
    assertSet(masks, "lung", lung(rule, loaded));
    MineRules rules =
        new MineRules(
            cube, 15, 0, OptionalDouble.empty(), LungRule.ofLabel(rule), MIN_LUNG_VOXELS, false);
    LegalSearch search = new LegalSearch(rules, backend, voxels);
    LegalSearch.Legal legal = search.find(loaded, findings(loaded.scan().uid(), loaded.grid()));
    assertSet(masks, "all", legal.centres());
    assertEquals(masks.get("all").get("count").asLong(), legal.left().lung());
    assertEquals(rule, legal.rule().label());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "1.2.826.0.1.1",
        "1.2.826.0.1.2",
        "1.2.826.0.1.3",
        "1.2.826.0.1.4",
        "1.2.826.0.1.5"
      })
  void theNotebooksSetsAndItsCubesThatHoldANoduleAreThoseOfTheOracle(String uid) {
    JsonNode golden = phantoms.ofCase(uid);
    LegalSearch.Loaded loaded = load(uid, true);
    assertEquals(golden.get("notebook_resampled_crc32_int16").asLong(), Phantoms.crc(loaded.hu()));
    JsonNode masks = golden.get("notebook").get("masks");
    int edge = golden.get("cube").asInt();
    assertSet(masks, "inside", NotebookRules.inside(loaded.grid().size(), edge));
    FindingFiles.OfScan findings = findings(uid, loaded.grid());
    VoxelBits centre = all(loaded);
    List<Index3> positions =
        findings.nodulesWorld().stream()
            .map(world -> LegalSearch.roundedOffset(loaded.grid(), world))
            .toList();
    NotebookRules.keepFromVoxels(centre, positions, 15);
    assertSet(masks, "centre", centre);
    VoxelBits lung = all(loaded);
    if (loaded.scan().masks().isEmpty()) {
      NotebookRules.keepDark(lung, loaded.hu(), NpyFile::value);
    } else {
      NotebookRules.keepInMask(lung, mask(loaded));
    }
    assertSet(masks, "lung", lung);
    MineRules rules =
        new MineRules(Phantoms.cube(edge), 15, 0, OptionalDouble.empty(), LungRule.AUTO, 1, true);
    LegalSearch.Legal legal = new LegalSearch(rules, backend, voxels).find(loaded, findings);
    assertSet(masks, "all", legal.centres());
    assertEquals(
        golden.get("notebook").get("cubes_that_hold_a_nodule").asLong(),
        legal.holding().getAsLong());
  }

  @Test
  void furtherFindingsAndOtherCubesTakeOutWhatTheOracleSays() {
    JsonNode golden = phantoms.golden();
    String uid = golden.get("excluded_findings").get("case").asText();
    LegalSearch.Loaded loaded = load(uid, false);
    MineInput input =
        new MineInput(
            phantoms.scans(),
            phantoms.input().annotations(),
            Optional.of(phantoms.scans().resolve("annotations_excluded.csv")),
            Optional.empty());
    MineRules rules =
        new MineRules(Phantoms.cube(64), 15, 0, OptionalDouble.empty(), LungRule.MASK, 1, false);
    FindingFiles.OfScan findings = FindingFiles.read(input).of(uid, loaded.grid());
    assertEquals(1, findings.excluded());
    assertEquals(
        golden.get("excluded_findings").get("count").asLong(),
        new LegalSearch(rules, backend, voxels).find(loaded, findings).centres().count());
    JsonNode masks = golden.get("cube_40").get("masks");
    CentreSearch search =
        new CentreSearch(Phantoms.cube(40), 15, 0, rules.guardMm(loaded.grid().source().spacing()));
    Findings nodules = findings.nodules();
    CentreSearch.Found found =
        search.find(
            loaded.grid().size(),
            nodules,
            centres -> LungRules.keepInLung(centres, mask(loaded).lung()));
    assertSet(masks, "all", found.centres());
    assertEquals(masks.get("inside").get("count").asLong(), found.left().inside());
  }
}
