package org.ibengine.store;

import java.util.List;
import java.util.regex.Pattern;
import org.ibengine.store.DatasetFolder.PatchKind;
import org.ibengine.text.Text;

/**
 * The paths that can be a case's. What JSON names is read, renamed and deleted later, so nothing
 * but the case's own file names is believed.
 */
final class OwnPaths {
  private static final Pattern ROLE_AND_NUMBER =
      Pattern.compile("[^/]+_(positive|negative)_[0-9]{4,9}\\.nii\\.gz");

  private static final Pattern VOLUMES =
      Pattern.compile("volumes(-" + DataId.PATTERN + ")?\\.safetensors");

  private OwnPaths() {}

  /**
   * The text of a field.
   *
   * @throws org.ibengine.error.DatasetException if it names no file that can be the case's
   */
  static String check(JsonObject json, String field, String caseName) {
    String path = json.text(field);
    if (!isOwn(path, caseName)) {
      throw json.damaged(
          field,
          Text.format(
              "must be a path that case %s gives its own files, as %s, was %s",
              caseName, DatasetFolder.volumesPath(caseName), path));
    }
    return path;
  }

  /** Whether a case of that name may have a file there, in either layout. */
  static boolean isOwn(String path, String caseName) {
    return isVolumes(path, caseName)
        || isPatch(path, DatasetFolder.LESION_PATCHES, PatchKind.POSITIVE, caseName)
        || isPatch(path, DatasetFolder.BACKGROUND_PATCHES, PatchKind.NEGATIVE, caseName);
  }

  /** Whether the volumes of a case of that name can lie there, in any format. */
  static boolean isVolumes(String path, String caseName) {
    String folder = DatasetFolder.CASES + "/" + caseName + "/";
    return path.startsWith(folder) && isVolumesName(path.substring(folder.length()));
  }

  /** Whether a path is one of volumes in format 2, which are named after their id. */
  static boolean hasId(String path) {
    String name = path.substring(path.lastIndexOf('/') + 1);
    return isVolumesName(name) && !path.equals(DatasetFolder.volumesPath(caseOf(path)));
  }

  private static String caseOf(String path) {
    String[] names = path.split("/");
    return names.length == 3 ? names[1] : "";
  }

  /** Whether this engine calls the volumes of a case so, in any format. */
  static boolean isVolumesName(String fileName) {
    return VOLUMES.matcher(fileName).matches();
  }

  /** Whether a file name can be read as one of either case. */
  static boolean canBeMixedUp(String one, String other) {
    return List.of(one, PatchNames.ofCase(one)).stream()
        .anyMatch(name -> beginsAlike(name, other) || beginsAlike(name, PatchNames.ofCase(other)));
  }

  private static boolean beginsAlike(String one, String other) {
    return (one + "_").startsWith(other + "_") || (other + "_").startsWith(one + "_");
  }

  private static boolean isPatch(String path, String folder, PatchKind kind, String caseName) {
    return isPatchOf(path, folder + "/" + caseName + "_", kind)
        || isPatchOf(path, folder + "/" + PatchNames.ofCase(caseName) + "_", kind);
  }

  private static boolean isPatchOf(String path, String start, PatchKind kind) {
    if (!path.startsWith(start)) {
      return false;
    }
    String rest = path.substring(start.length());
    return ROLE_AND_NUMBER.matcher(rest).matches() && rest.contains("_" + kind.label() + "_");
  }
}
