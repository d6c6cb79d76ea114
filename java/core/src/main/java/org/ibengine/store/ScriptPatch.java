package org.ibengine.store;

import java.nio.file.Path;
import java.util.Locale;
import java.util.Map;
import org.ibengine.store.DatasetFolder.PatchKind;
import org.ibengine.text.Text;

/**
 * One patch of a folder of the IB-sampling script.
 *
 * @param number as its files count, from 0
 * @param modalities the file of each modality, by name
 * @param label the file of the label patch; null while only modalities were found
 */
public record ScriptPatch(
    String caseName, PatchKind kind, int number, Map<String, Path> modalities, Path label) {
  public ScriptPatch {
    modalities = Map.copyOf(modalities);
  }

  /** For messages, such as {@code case p07 positive patch 3}. */
  public String title() {
    return Text.format(
        "case %s %s patch %d", caseName, kind.name().toLowerCase(Locale.ROOT), number);
  }
}
