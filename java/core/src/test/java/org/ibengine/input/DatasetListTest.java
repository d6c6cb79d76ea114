package org.ibengine.input;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import org.ibengine.error.DatasetException;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code dataset.json} of nnU-Net and of the Decathlon, and the layouts that go by it. */
class DatasetListTest {
  @TempDir private Path folder;
  private NamedFiles files;

  @BeforeEach
  void beginEmpty() {
    files = new NamedFiles(folder.resolve("raw"));
  }

  private Discovery nnunet(String json) throws IOException {
    return files
        .write("dataset.json", json)
        .add("imagesTr/p_1_0000.nii.gz", "imagesTr/p_1_0001.nii.gz", "labelsTr/p_1.nii.gz")
        .discover();
  }

  @Test
  void channelsAreNamedByNumberNotByPlace() throws IOException {
    Discovery found =
        nnunet("{\"channel_names\": {\"1\": \"CT\", \"0\": \"PET\"}, \"labels\": {\"l\": 1}}");
    assertEquals(
        "p_1: PET=imagesTr/p_1_0000.nii.gz, CT=imagesTr/p_1_0001.nii.gz; labelsTr/p_1.nii.gz",
        files.cases(found));
    assertEquals(List.of("PET", "CT"), found.modalities());
  }

  @Test
  void channelsOfOneNameAreNumbered() throws IOException {
    Discovery found =
        nnunet("{\"channel_names\": {\"0\": \"zscore\", \"1\": \"zscore\"}, \"labels\": {}}");
    assertEquals(List.of("zscore-0", "zscore-1"), found.modalities());
  }

  @Test
  void aNameThatModalitiesCannotHaveIsMendedInTheList() {
    for (String name : List.of("T1/T2", "b*", "label", "_x", ".x")) {
      String json = "{\"channel_names\": {\"0\": \"CT\", \"1\": \"%s\"}, \"labels\": {}}";
      DatasetException error =
          assertThrows(DatasetException.class, () -> nnunet(json.formatted(name)), name);
      assertTrue(
          error.getMessage().startsWith(files.root().resolve("dataset.json") + ": channel_names"),
          error.getMessage());
      assertTrue(
          error.getMessage().endsWith("one was \"" + name + "\": rename it there"),
          error.getMessage());
    }
  }

  private static final String CT = "\"channel_names\": {\"0\": \"CT\"}, \"labels\": {\"l\": 1}";

  @Test
  void filesOfAnotherEndingAreNotOfTheDataset() throws IOException {
    files
        .write("dataset.json", "{" + CT + ", \"file_ending\": \".nii.gz\"}")
        .add("imagesTr/a_0000.nii.gz", "imagesTr/a_0000.nii", "imagesTr/b_0000.nii.gz")
        .add("labelsTr/a.nii.gz", "labelsTr/a.mha");
    Discovery found = files.discover();
    assertEquals("a: CT=imagesTr/a_0000.nii.gz; labelsTr/a.nii.gz", files.cases(found));
    assertEquals("b: RAW/imagesTr: has no mask; add labelsTr/b.nii.gz", files.faults(found));
  }

  @Test
  void whatIsMissingHasTheEndingOfTheDataset() throws IOException {
    files
        .write("dataset.json", "{" + CT + ", \"file_ending\": \".mha\"}")
        .add("imagesTr/a_0000.mha", "labelsTr/b.mha");
    assertEquals(
        "a: RAW/imagesTr: has no mask; add labelsTr/a.mha\n"
            + "b: RAW/imagesTr: has no image; add imagesTr/b_0000.mha",
        files.faults(files.discover()));
  }

  @Test
  void anEndingThatIsNotReadIsRefusedByName() throws IOException {
    files
        .write("dataset.json", "{" + CT + ", \"file_ending\": \".png\"}")
        .add("imagesTr/a_0000.nii", "labelsTr/a.nii");
    String message = assertThrows(DatasetException.class, files::discover).getMessage();
    assertTrue(message.contains("dataset.json: file_ending is .png, but images can be"), message);
  }

  @Test
  void severalMasksOfACaseHaveARemedyThatWorks() throws IOException {
    files
        .write("dataset.json", "{" + CT + "}")
        .add("imagesTr/a_0000.nii", "labelsTr/a.nii", "labelsTr/a.mha");
    assertEquals(
        "a: RAW/imagesTr: must have one mask, but has a.mha, a.nii; remove the others, or say which"
            + " one it is in a file of --cases, which ib cases writes",
        files.faults(files.discover()));
  }

  @Test
  void aChannelThatNoCaseHasIsSaid() throws IOException {
    files
        .write(
            "dataset.json",
            "{\"channel_names\": {\"0\": \"CT\", \"1\": \"PET\"}, \"labels\": {\"l\": 1}}")
        .add("imagesTr/a_0000.nii", "labelsTr/a.nii");
    Discovery found = files.discover();
    assertEquals(List.of("CT"), found.modalities());
    assertEquals(
        List.of(new InputWarning("PET", "PET: is named, but no case has a file of it")),
        found.warnings());
  }

  @Test
  void casesThatAreCalledLikeMasksAreCasesOfTheirDataset() throws IOException {
    files
        .write("dataset.json", "{" + CT + "}")
        .add("imagesTr/gt_01_0000.nii.gz", "labelsTr/gt_01.nii.gz");
    assertEquals(
        "gt_01: CT=imagesTr/gt_01_0000.nii.gz; labelsTr/gt_01.nii.gz",
        files.cases(files.discover()));
  }

  @Test
  void labelsRegionsAndTheIgnoredValueAreTold() throws IOException {
    InputLabels labels =
        nnunet(
                "{\"channel_names\": {\"0\": \"a\", \"1\": \"b\"}, \"labels\": {\"background\": 0,"
                    + " \"whole\": [1, 2], \"core\": 2, \"ignore\": 3}}")
            .labels();
    assertEquals(Map.of("whole", List.of(1L, 2L), "core", List.of(2L)), labels.classes());
    assertEquals(List.of("whole", "core"), List.copyOf(labels.classes().keySet()));
    assertEquals(OptionalLong.of(3), labels.ignore());
    InputLabels first =
        nnunet(
                "{\"modality\": {\"0\": \"a\", \"1\": \"b\"},"
                    + " \"labels\": {\"0\": \"background\", \"2\": \"lesion\"}}")
            .labels();
    assertEquals(Map.of("lesion", List.of(2L)), first.classes());
  }

  @Test
  void faultsOfCasesAreNamedOneByOne() throws IOException {
    files
        .write("dataset.json", "{\"channel_names\": {\"0\": \"CT\"}, \"labels\": {}}")
        .add(
            "imagesTr/a_0000.nii.gz",
            "imagesTr/b_0001.nii.gz",
            "labelsTr/b.nii.gz",
            "labelsTr/c.nii.gz",
            "imagesTr/d_0000.nii.gz",
            "labelsTr/d.nii.gz",
            "imagesTs/e_0000.nii.gz");
    Discovery found = files.discover();
    assertEquals("d: CT=imagesTr/d_0000.nii.gz; labelsTr/d.nii.gz", files.cases(found));
    assertEquals(
        "a: RAW/imagesTr: has no mask; add labelsTr/a.nii.gz\n"
            + "b: RAW/imagesTr: b_0001.nii.gz must end in the number of its channel, _0000 to _0000 as"
            + " dataset.json names them\n"
            + "c: RAW/imagesTr: has no image; add imagesTr/c_0000.nii.gz",
        files.faults(found));
    assertTrue(found.summary().contains("imagesTs has no labels and is left out (1 file)"));
  }

  @Test
  void aListWithoutChannelsIsRefusedWithItsFile() {
    for (String json :
        List.of(
            "{\"channel_names\": {}, \"labels\": {}}",
            "{\"channel_names\": {\"1\": \"CT\"}, \"labels\": {}}",
            "{\"channel_names\": {\"first\": \"CT\"}, \"labels\": {}}",
            "{\"channel_names\": {\"0\": \"CT\"}, \"labels\": {\"l\": \"x\", \"k\": \"1.5\"}}")) {
      DatasetException error = assertThrows(DatasetException.class, () -> nnunet(json), json);
      assertTrue(error.getMessage().contains("dataset.json: "), error.getMessage());
    }
  }

  @Test
  void damageIsToldWhereThereAreImagesOfSuchAListAndElseIsNoneOfOurs() throws IOException {
    DatasetException error = assertThrows(DatasetException.class, () -> nnunet("no JSON"));
    assertTrue(error.getMessage().contains("dataset.json: is not JSON"), error.getMessage());

    NamedFiles other = new NamedFiles(folder.resolve("other"));
    Discovery found =
        other.write("dataset.json", "no JSON").add("a/T1.nii.gz", "a/GT.nii.gz").discover();
    assertEquals("a: T1=a/T1.nii.gz; a/GT.nii.gz", other.cases(found));
  }

  @Test
  void aFileThatIsListedAndMissingFailsItsCaseAlone() throws IOException {
    files
        .write(
            "dataset.json",
            "{\"modality\": {\"0\": \"CT\"}, \"training\": [{\"image\": \"imagesTr/x.nii.gz\","
                + " \"label\": \"labelsTr/x.nii.gz\"}, {\"image\": \"imagesTr/y.nii.gz\","
                + " \"label\": \"labelsTr/y.nii.gz\"}]}")
        .add("labelsTr/x.nii.gz", "imagesTr/y.nii.gz", "labelsTr/y.nii.gz");
    Discovery found = files.discover();
    assertEquals("y: CT=imagesTr/y.nii.gz; labelsTr/y.nii.gz", files.cases(found));
    assertEquals(
        "x: RAW/imagesTr/x.nii.gz: there is no such file, though RAW/dataset.json lists it",
        files.faults(found));
  }

  @Test
  void aMaskIsNotAskedForWhereTheLayoutKnowsIt() throws IOException {
    nnunet("{\"channel_names\": {\"0\": \"PET\", \"1\": \"CT\"}, \"labels\": {\"l\": 1}}");
    InputRequest request = InputRequest.of(List.of(files.root())).mask(NamePattern.of("*lesion*"));
    IllegalArgumentException error =
        assertThrows(IllegalArgumentException.class, () -> Discovery.of(request));
    assertEquals(
        "the layout nnunet says itself which files are masks; leave --mask out, or list the files"
            + " with --cases",
        error.getMessage());
  }

  @Test
  void theDecathlonsChannelsAreThoseOfItsFiles() throws IOException {
    files
        .write(
            "dataset.json",
            "{\"modality\": {\"0\": \"FLAIR\", \"1\": \"T1\"}, \"labels\": {\"0\": \"background\"},"
                + " \"training\": [{\"image\": \"./imagesTr/x.nii.gz\", \"label\":"
                + " \"./labelsTr/x.nii.gz\"}]}")
        .add("imagesTr/x.nii.gz", "imagesTr/._x.nii.gz", "labelsTr/x.nii.gz");
    Discovery found = files.discover();
    assertEquals("Medical Segmentation Decathlon", found.layout());
    assertEquals(
        "x: FLAIR=imagesTr/x.nii.gz#0, T1=imagesTr/x.nii.gz#1; labelsTr/x.nii.gz",
        files.cases(found));
  }
}
