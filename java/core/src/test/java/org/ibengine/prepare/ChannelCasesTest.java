package org.ibengine.prepare;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.ibengine.index.DatasetOptions;
import org.ibengine.index.GridOptions.Orient;
import org.ibengine.index.Layout;
import org.ibengine.input.Discovery;
import org.ibengine.input.InputCase;
import org.ibengine.input.InputRequest;
import org.ibengine.io.ImageFiles;
import org.ibengine.io.ImageInput;
import org.ibengine.io.StoredType;
import org.ibengine.io.nifti.NiftiBytes;
import org.ibengine.store.SourceFile;
import org.ibengine.volume.Geometry;
import org.ibengine.work.CaseFailure;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** 4D files where nothing names their channels: each is a modality. */
class ChannelCasesTest extends OnRawCases {
  private static final int VOXELS = 9 * 7 * 5;

  /** Voxel (x, y, z) of channel c is {@code 10·c + x}, on the grid of {@link RawCases}. */
  private Path channels(String folder, String file, int count) throws IOException {
    Files.createDirectories(root.resolve(folder));
    return NiftiBytes.single()
        .shape(9, 7, 5, count)
        .type(StoredType.UINT8)
        .pixdim(1, 1, 2, 3)
        .append(
            count * VOXELS,
            b -> {
              for (int i = 0; i < count * VOXELS; i++) {
                b.put((byte) (i / VOXELS * 10 + i % 9));
              }
            })
        .writeTo(root.resolve(folder).resolve(file));
  }

  private void add(String name, int count) throws IOException {
    channels(name, "scan.nii", count);
    raw.mask(name, "GT.nii.gz", grid(name), LESION);
  }

  private Geometry grid(String name) {
    ImageInput input = ImageInput.of(root.resolve(name).resolve("scan.nii"), 0);
    return ImageFiles.readHeader(input, backend.gzip()).geometry();
  }

  @Test
  void everyChannelIsAModalityInItsOrderAndOfTheSameFile() throws IOException {
    add("p", 12);
    assertEquals(List.of("p"), run().prepared());
    StoredCase stored = new StoredCase(output, "p");
    List<SourceFile> sources = stored.record().sources();
    for (int channel = 0; channel < 12; channel++) {
      String name = "scan_" + channel;
      assertEquals(name, stored.record().index().modalities().get(channel).name());
      assertEquals(10 * channel + 4, stored.voxel(name, 4, 2, 1));
      assertEquals(name, sources.get(channel).role());
      assertEquals("scan.nii#" + channel, sources.get(channel).file());
      assertEquals(sources.get(0).sha256(), sources.get(channel).sha256());
    }
    assertEquals(List.of("p"), run().current());
    Path file = root.resolve("p/scan.nii");
    byte[] bytes = Files.readAllBytes(file);
    bytes[bytes.length - 1] ^= 1;
    Files.write(file, bytes);
    assertEquals(List.of("p"), run().prepared());
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void channelsComeInTheOrderThatIsAskedForOnAnyGrid(boolean turned) throws IOException {
    add("p", 3);
    raw.image("p", "T1.nii", grid("p"));
    DatasetOptions options =
        RawCases.options(Layout.VOLUMES).withModalities(List.of("scan_2", "T1", "scan_0"));
    DatasetOptions wanted =
        turned ? new GridWish().orientation(Orient.RAS).spacing(1, 2, 1.5).on(options) : options;
    assertEquals(List.of(), run(wanted).failures());
    StoredCase stored = new StoredCase(output, "p");
    assertEquals(
        List.of("scan_2", "T1", "scan_0", "label"),
        stored.record().sources().stream().map(SourceFile::role).toList());
    assertEquals(24, stored.voxel("scan_2", 4, 2, 1));
    assertEquals(4, stored.voxel("scan_0", 4, 2, 1));
  }

  @Test
  void twoColumnsMayNameOneChannel() throws IOException {
    add("p", 2);
    Path list = root.resolve("cases.csv");
    Files.writeString(
        list, "case,label,A,B,C\np,p/GT.nii.gz,p/scan.nii#1,p/scan.nii#1,p/scan.nii#0\n");
    PrepareRequest request =
        PrepareRequest.builder(InputRequest.of(List.of(root)).cases(list), output)
            .layout(Layout.VOLUMES)
            .build();
    assertEquals(List.of(), Preparation.run(request, backend, PrepareListener.NONE).failures());
    StoredCase stored = new StoredCase(output, "p");
    assertEquals(14, stored.voxel("A", 4, 2, 1));
    assertEquals(14, stored.voxel("B", 4, 2, 1));
    assertEquals(4, stored.voxel("C", 4, 2, 1));
  }

  @Test
  void theDecathlonNamesEveryChannelOrTheCaseFails() throws IOException {
    channels("imagesTr", "a.nii", 2);
    channels("imagesTr", "b.nii", 3);
    channels("imagesTr", "c.nii", 1);
    for (String name : List.of("a", "b", "c")) {
      raw.mask("labelsTr", name + ".nii", RawCases.GRID, LESION);
    }
    String item = "{\"image\": \"imagesTr/%1$s.nii\", \"label\": \"labelsTr/%1$s.nii\"}";
    Path list = root.resolve("dataset.json");
    Files.writeString(
        list,
        "{\"modality\": {\"0\": \"T1\", \"1\": \"T2\"}, \"labels\": {}, \"training\": ["
            + String.join(", ", item.formatted("a"), item.formatted("b"), item.formatted("c"))
            + "]}");
    Discovery found = Discovery.of(InputRequest.of(List.of(root)));
    assertEquals(List.of("a"), found.cases().stream().map(InputCase::name).toList());
    assertEquals(
        List.of(
            root
                + "/imagesTr/b.nii: has 3 channels, but "
                + list
                + " names 2 under modality"
                + " (T1, T2); name each channel there",
            root
                + "/imagesTr/c.nii: has 1 channel, but "
                + list
                + " names 2 under modality"
                + " (T1, T2); name each channel there"),
        found.failures().stream().map(CaseFailure::message).toList());
  }

  @Test
  void theLayoutsLineSaysHowManyChannelsWereFound() throws IOException {
    add("p1", 2);
    add("p2", 3);
    raw.add("p3", LESION);
    Discovery found = Discovery.of(InputRequest.of(List.of(root)));
    assertEquals(List.of("FLAIR", "T1", "scan_0", "scan_1", "scan_2"), found.modalities());
    assertEquals(
        "one folder per case, 3 cases, modalities FLAIR, T1, scan_0, scan_1, scan_2; each channel"
            + " of a 4D file is a modality (scan has 2 to 3); a time series looks the same:"
            + " --modalities chooses",
        found.summary());
  }

  @Test
  void aFileThatIsCalledLikeAChannelFailsItsCaseAlone() throws IOException {
    add("p1", 2);
    channels("p1", "scan_1.nii", 1);
    add("p2", 2);
    PrepareSummary summary = run();
    assertEquals(List.of("p2"), summary.prepared());
    assertHolds(
        summary.failures().get(0).message(),
        "p1: two files give modality scan_1, ",
        "scan.nii, channel 1 and ",
        "scan_1.nii; remove one");
  }

  @Test
  void aMaskOfSeveralChannelsIsRefused() throws IOException {
    add("p", 2);
    Files.delete(root.resolve("p/GT.nii.gz"));
    channels("p", "GT.nii", 2);
    assertHolds(
        run().failures().get(0).message(),
        "GT.nii: one 3D volume is needed, shape was (9, 7, 5, 2)");
  }
}
