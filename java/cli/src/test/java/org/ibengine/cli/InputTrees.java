package org.ibengine.cli;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.zip.GZIPInputStream;
import java.util.zip.GZIPOutputStream;

/** The same three cases with two modalities, copied into every layout that is read. */
final class InputTrees {
  static final List<String> MODALITIES = List.of("FLAIR", "T1");
  static final int CASES = 3;
  private static final int HEADER_BYTES = 352;
  private static final int DIMENSIONS = 40; // where the header has them, from their number on

  private final Path root;
  private final Path phantoms;

  /**
   * A layout, what {@code ib prepare} is given beside RAW and OUT, and what it calls modalities.
   */
  enum Tree {
    FOLDERS("one folder per case", MODALITIES),
    NNUNET("nnU-Net", MODALITIES),
    NNUNET_1("nnU-Net", MODALITIES),
    NNUNET_LISTED("nnU-Net", MODALITIES),
    MSD("Medical Segmentation Decathlon", MODALITIES),
    BIDS("BIDS", List.of("FLAIR", "T1w")),
    BIDS_SESSIONS("BIDS", List.of("FLAIR", "acq-a_T1w")),
    BRATS("BraTS", List.of("t1c", "t2f")),
    BRATS_2020("BraTS", List.of("flair", "t1ce")),
    BRATS_RENAMED("BraTS", List.of("t1c", "t2f")),
    FOLDERS_4D("one folder per case", List.of("scan_0", "scan_1")),
    BIDS_4D("BIDS", List.of("multi_0", "multi_1")),
    BRATS_4D("BraTS", List.of("all_0", "all_1")),
    PAIRS_4D("pairs of files", List.of("volume_0", "volume_1"), "--pairs", "volume-{}", "mask-{}"),
    CASES_FILE_WHOLE("file of cases", List.of("MR_0", "MR_1"), "--cases", "lists/cases.csv"),
    MASK("one folder per case", MODALITIES, "--mask", "lesion*"),
    CASES_FILE("file of cases", MODALITIES, "--cases", "lists/cases.csv"),
    CASES_FILE_4D("file of cases", MODALITIES, "--cases", "lists/cases.csv"),
    PAIRS("pairs of files", List.of("volume"), "--pairs", "volume-{}.nii", "segmentation-{}.nii"),
    PAIRS_IN_FOLDERS("pairs of files", List.of("imaging"), "--pairs", "{}/imaging", "{}/segment*");

    final String title;
    final List<String> modalities;
    final List<String> options;

    Tree(String title, List<String> modalities, String... options) {
      this.title = title;
      this.modalities = modalities;
      this.options = List.of(options);
    }
  }

  /** Makes the cases, in {@code phantoms}, the first of the trees. */
  InputTrees(Path root) {
    this.root = root;
    this.phantoms = root.resolve("phantoms");
    CommandLineRun run =
        CommandLineRun.of(
            "synth",
            phantoms,
            "--cases",
            CASES,
            "--size",
            11,
            9,
            7,
            "--spacing",
            2,
            3,
            4,
            "--lesions",
            2,
            "--radius",
            1,
            4,
            "--modalities",
            String.join(",", MODALITIES));
    if (run.exitCode() != 0) {
      throw new AssertionError(run.err());
    }
  }

  /** Lays the cases out; returns the folder. */
  Path make(Tree tree) throws IOException {
    Path folder = root.resolve(tree.name());
    for (int i = 0; i < CASES; i++) {
      add(tree, folder, i);
    }
    switch (tree) {
      case NNUNET ->
          write(
              folder,
              """
              {"channel_names": {"0": "FLAIR", "1": "T1"}, "numTraining": 3, "file_ending": ".nii.gz",
               "labels": {"background": 0, "whole": [1, 2], "core": 1, "ignore": 3},
               "regions_class_order": [1, 2]}
              """);
      case NNUNET_1 ->
          write(
              folder,
              """
              {"modality": {"0": "FLAIR", "1": "T1"}, "labels": {"0": "background", "1": "lesion"},
               "training": [{"image": "./imagesTr/c_1.nii.gz", "label": "./labelsTr/c_1.nii.gz"}]}
              """);
      case NNUNET_LISTED -> write(folder, InputLists.listed());
      case MSD -> write(folder, InputLists.decathlon());
      case CASES_FILE, CASES_FILE_4D, CASES_FILE_WHOLE ->
          InputLists.writeCsv(folder.resolve("lists/cases.csv"), tree);
      default -> {}
    }
    return folder;
  }

  private static void write(Path folder, String json) throws IOException {
    Files.writeString(folder.resolve("dataset.json"), json);
  }

  private void add(Tree tree, Path folder, int i) throws IOException {
    switch (tree) {
      case FOLDERS -> three(i, folder.resolve("c_" + i), "FLAIR", "T1", "GT");
      case NNUNET, NNUNET_1 ->
          three(
              i,
              folder,
              "imagesTr/c_%d_0000".formatted(i),
              "imagesTr/c_%d_0001".formatted(i),
              "labelsTr/c_" + i);
      case NNUNET_LISTED -> three(i, folder.resolve("all"), "F" + i, "T" + i, "L" + i);
      case MSD -> {
        channels(i, folder.resolve("imagesTr/c_%d.nii.gz".formatted(i)));
        copy(i, "GT", folder.resolve("labelsTr/c_%d.nii.gz".formatted(i)));
      }
      case BIDS -> {
        String name = "sub-%02d".formatted(i);
        String mask = "derivatives/manual/" + name + "/anat/" + name + "_label-L_desc-x_mask";
        String anat = name + "/anat/" + name;
        three(i, folder, anat + "_FLAIR", anat + "_T1w", mask);
        copy(i, "GT", folder.resolve("derivatives/prep/" + name + "_desc-brain_mask.nii.gz"));
      }
      case BIDS_SESSIONS -> {
        // two sessions of one subject, and one of another
        String subject = i < 2 ? "sub-a" : "sub-b";
        String name = subject + "_ses-" + i;
        String place = subject + "/ses-" + i + "/anat/" + name;
        three(
            i,
            folder,
            place + "_FLAIR",
            place + "_acq-a_T1w",
            "derivatives/" + place + "_space-orig_dseg");
      }
      case BRATS, BRATS_RENAMED -> {
        String name = "BraTS-GLI-0000%d-000".formatted(i);
        boolean renamed = tree == Tree.BRATS_RENAMED;
        three(
            i, folder.resolve(name), name + "-t1c", name + "-t2f", renamed ? "GT" : name + "-seg");
      }
      case BRATS_2020 -> {
        String name = "BraTS20_Training_00" + i;
        three(i, folder.resolve(name), name + "_flair", name + "_t1ce", name + "_seg");
      }
      case MASK -> three(i, folder.resolve("c_" + i), "FLAIR", "T1", "lesion_manual");
      case CASES_FILE -> three(i, folder.resolve("odd"), "F;" + i, "T" + i, "L" + i);
      case FOLDERS_4D -> two(i, folder.resolve("c_" + i), "scan", "GT");
      case BIDS_4D -> {
        String anat = "sub-0%d/anat/sub-0%d_".formatted(i, i);
        two(i, folder, anat + "multi", anat + "label-lesion_mask");
      }
      case BRATS_4D -> {
        String name = "BraTS-GLI-0000%d-000".formatted(i);
        two(i, folder.resolve(name), name + "-all", name + "-seg");
      }
      case PAIRS_4D -> two(i, folder, "volume-" + i, "mask-" + i);
      case CASES_FILE_4D, CASES_FILE_WHOLE -> {
        channels(i, folder.resolve("odd/%d.nii.gz".formatted(i)));
        copy(i, "GT", folder.resolve("odd/L%d.nii.gz".formatted(i)));
      }
      case PAIRS -> {
        inflate(i, "FLAIR", folder.resolve("volume-%d.nii".formatted(i)));
        inflate(i, "GT", folder.resolve("segmentation-%d.nii".formatted(i)));
      }
      default -> {
        copy(i, "FLAIR", folder.resolve("case_0%d/imaging.nii.gz".formatted(i)));
        copy(i, "GT", folder.resolve("case_0%d/segmentation.nii.gz".formatted(i)));
      }
    }
  }

  private void three(int i, Path folder, String flair, String t1, String mask) throws IOException {
    copy(i, "FLAIR", folder.resolve(flair + ".nii.gz"));
    copy(i, "T1", folder.resolve(t1 + ".nii.gz"));
    copy(i, "GT", folder.resolve(mask + ".nii.gz"));
  }

  private void two(int i, Path folder, String image, String mask) throws IOException {
    channels(i, folder.resolve(image + ".nii.gz"));
    copy(i, "GT", folder.resolve(mask + ".nii.gz"));
  }

  private Path phantom(int i, String file) {
    return phantoms.resolve("phantom00%d/%s.nii.gz".formatted(i, file));
  }

  private void copy(int i, String file, Path to) throws IOException {
    Files.createDirectories(to.getParent());
    Files.copy(phantom(i, file), to);
  }

  private void inflate(int i, String file, Path to) throws IOException {
    Files.createDirectories(to.getParent());
    Files.write(to, bytes(phantom(i, file)));
  }

  /** Both modalities as the channels of one file. */
  private void channels(int i, Path to) throws IOException {
    byte[] first = bytes(phantom(i, "FLAIR"));
    byte[] second = bytes(phantom(i, "T1"));
    ByteBuffer header = ByteBuffer.wrap(first).order(ByteOrder.LITTLE_ENDIAN);
    header.putShort(DIMENSIONS, (short) 4).putShort(DIMENSIONS + 8, (short) 2);
    Files.createDirectories(to.getParent());
    ByteArrayOutputStream packed = new ByteArrayOutputStream();
    try (GZIPOutputStream out = new GZIPOutputStream(packed)) {
      out.write(first);
      out.write(second, HEADER_BYTES, second.length - HEADER_BYTES);
    }
    Files.write(to, packed.toByteArray());
  }

  private static byte[] bytes(Path file) {
    try (InputStream in = new GZIPInputStream(Files.newInputStream(file))) {
      return in.readAllBytes();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
