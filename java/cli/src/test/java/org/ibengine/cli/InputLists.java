package org.ibengine.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.ibengine.cli.InputTrees.Tree;

/** The files of {@link InputTrees} that list others. */
final class InputLists {
  private InputLists() {}

  /** The {@code dataset.json} of nnU-Net that lists its files. */
  static String listed() {
    StringBuilder text = new StringBuilder();
    for (int i = 0; i < InputTrees.CASES; i++) {
      text.append(i == 0 ? "" : ", ")
          .append(
              "\"c_%d\": {\"images\": [\"all/F%d.nii.gz\", \"all/T%d.nii.gz\"],".formatted(i, i, i))
          .append(" \"label\": \"all/L%d.nii.gz\"}".formatted(i));
    }
    return """
    {"channel_names": {"1": "T1", "0": "FLAIR"}, "labels": {"background": 0, "lesion": 1},
     "file_ending": ".nii.gz", "dataset": {%s}}
    """
        .formatted(text);
  }

  /** That of the Decathlon. */
  static String decathlon() {
    StringBuilder text = new StringBuilder();
    for (int i = 0; i < InputTrees.CASES; i++) {
      text.append(i == 0 ? "" : ", ")
          .append("{\"image\": \"./imagesTr/c_%d.nii.gz\",".formatted(i))
          .append(" \"label\": \"./labelsTr/c_%d.nii.gz\"}".formatted(i));
    }
    return """
    {"modality": {"0": "FLAIR", "1": "T1"}, "labels": {"0": "background", "1": "lesion"},
     "numTraining": 3, "training": [%s], "test": ["./imagesTs/c_9.nii.gz"]}
    """
        .formatted(text);
  }

  /** The file of cases as a spreadsheet would write it. */
  static void writeCsv(Path file, Tree tree) throws IOException {
    Files.createDirectories(file.getParent());
    String columns = tree == Tree.CASES_FILE_WHOLE ? "MR" : "FLAIR;T1";
    StringBuilder text = new StringBuilder("\ufeffCase;label;" + columns + "\r\n");
    for (int i = 0; i < InputTrees.CASES; i++) {
      String images =
          switch (tree) {
            case CASES_FILE -> "\"../odd/F;%d.nii.gz\";../odd/T%d.nii.gz".formatted(i, i);
            case CASES_FILE_4D -> "../odd/%d.nii.gz#0;../odd/%d.nii.gz#1".formatted(i, i);
            default -> "../odd/%d.nii.gz".formatted(i);
          };
      text.append("c_%d;../odd/L%d.nii.gz;%s\r\n".formatted(i, i, images));
    }
    Files.writeString(file, text);
  }
}
