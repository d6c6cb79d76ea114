package org.ibengine.store;

import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import org.ibengine.index.DatasetOptions;
import org.ibengine.index.Layout;
import org.ibengine.index.StoreRule;
import org.ibengine.label.LesionRule;

/** Where everything is in a dataset folder; does not touch any file. */
public record DatasetFolder(Path root) {
  /** The newest version of the folder's format, of {@code case.json} too, that this code reads. */
  public static final int FORMAT_VERSION = 6;

  /** Role, file name part and tensor name of the mask; no modality may have this name. */
  public static final String LABEL = "label";

  /**
   * Tensor name of the values of a label map, where they are above 255 and a rule for lesions needs
   * them. No modality has such a name.
   */
  public static final String LABEL_VALUES = ".label-values";

  /** Folder of the patches around instances. */
  public static final String LESION_PATCHES = "lesion_patches";

  /** Folder of the patches without foreground. */
  public static final String BACKGROUND_PATCHES = "background_patches";

  /** Folder of the case records. */
  public static final String CASES = "cases";

  private static final String VOLUMES = "volumes";
  private static final String SAFETENSORS = ".safetensors";

  /** What a patch shows. */
  public enum PatchKind {
    /** Holds a voxel of its instance. */
    POSITIVE(LESION_PATCHES),
    /** Holds no foreground voxel. */
    NEGATIVE(BACKGROUND_PATCHES);

    private final String folder;

    PatchKind(String folder) {
      this.folder = folder;
    }

    String label() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  public Path datasetFile() {
    return root.resolve("dataset.json");
  }

  public Path casesFolder() {
    return root.resolve(CASES);
  }

  public Path caseFolder(String name) {
    return casesFolder().resolve(name);
  }

  public Path caseFile(String name) {
    return caseFolder(name).resolve("case.json");
  }

  Path pendingFile(String name) {
    return caseFolder(name).resolve("pending.json");
  }

  /** Files on their way; only this engine writes there. */
  Path stagingFolder() {
    return root.resolve(".ib-staging");
  }

  /** The folders whose files this engine makes and replaces. */
  public List<Path> ownFolders() {
    return List.of(
        casesFolder(),
        root.resolve(LESION_PATCHES),
        root.resolve(BACKGROUND_PATCHES),
        stagingFolder());
  }

  Path lockFile() {
    return root.resolve(".ib-lock");
  }

  /** A path as {@link OutputFile} has it. */
  public Path resolve(String relative) {
    return root.resolve(relative);
  }

  /** The version that a folder with these options is written in. */
  static int versionOf(DatasetOptions options) {
    if (options.store() != StoreRule.AUTO) {
      return 6; // older readers would not know the option, and take its cases for those of another
    }
    if (!options.lesions().equals(LesionRule.DEFAULT)) {
      return 3; // older readers would find other instances
    }
    return options.layout() == Layout.VOLUMES ? 2 : 1;
  }

  /** Relative path of a case's volumes in format 1, where they had one name. */
  static String volumesPath(String caseName) {
    return CASES + "/" + caseName + "/" + VOLUMES + SAFETENSORS;
  }

  /** Relative path of a case's volumes; nobody else uses it. */
  public static String volumesPath(String caseName, DataId id) {
    return CASES + "/" + caseName + "/" + VOLUMES + "-" + id + SAFETENSORS;
  }

  /** The longest name that any patch of this role can have. */
  public static String longestPatchName(String caseName, String role) {
    return Path.of(patchPath(caseName, role, PatchKind.POSITIVE, Integer.MAX_VALUE))
        .getFileName()
        .toString();
  }

  /**
   * Relative path of a patch, such as {@code lesion_patches/p07_FLAIR_positive_0003.nii.gz}.
   *
   * @param role a modality's name or {@link #LABEL}
   * @param number from 0
   */
  public static String patchPath(String caseName, String role, PatchKind kind, int number) {
    StringBuilder path = new StringBuilder(96).append(kind.folder).append('/').append(caseName);
    path.append('_').append(role).append('_').append(kind.label()).append('_');
    String digits = Integer.toString(number);
    path.append("0".repeat(Math.max(0, 4 - digits.length()))).append(digits);
    return path.append(".nii.gz").toString();
  }
}
