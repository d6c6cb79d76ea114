package org.ibengine.prepare;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.ibengine.index.DatasetOptions;
import org.ibengine.index.Layout;
import org.ibengine.input.Discovery;
import org.ibengine.input.InputCase;
import org.ibengine.input.LayoutHints;
import org.ibengine.io.ImageInput;
import org.ibengine.io.ImageName;
import org.ibengine.store.DatasetFolder;
import org.ibengine.text.NameList;
import org.ibengine.text.Text;
import org.ibengine.work.CaseFailure;

/**
 * Which modalities a dataset has, and the cases that have them all.
 *
 * @param modalities in channel order: as asked for, or the {@link CommonModalities}
 * @param cases cut down to these modalities
 * @param failures cases that lack one, or whose files would have names that are too long
 * @param warnings what is left out because few cases have it
 */
record ModalityChoice(
    List<String> modalities,
    List<InputCase> cases,
    List<CaseFailure> failures,
    List<CaseWarning> warnings) {
  private static final String ASKED = "add it, or choose others with --modalities";
  private static final int LONGEST_FILE_NAME = 255; // bytes, of Linux

  /**
   * @param options their modalities empty for the {@link CommonModalities}
   */
  static ModalityChoice of(Discovery input, DatasetOptions options) {
    List<InputCase> found = input.cases();
    boolean asked = !options.modalities().isEmpty();
    CommonModalities common = CommonModalities.of(input);
    List<String> wanted =
        options.modalities().stream().map(ImageName::composed).distinct().toList();
    List<String> modalities = asked ? wanted : common.names();
    List<InputCase> cases = new ArrayList<>();
    List<CaseFailure> failures = new ArrayList<>();
    for (InputCase item : found) {
      List<String> missing =
          modalities.stream().filter(name -> !item.modalities().containsKey(name)).toList();
      InputCase kept = keepOnly(item, modalities);
      Optional<String> fault =
          missing.isEmpty()
              ? tooLong(kept, options.layout())
              : Optional.of(missingMessage(item, missing, asked ? ASKED : common.remedy(missing)));
      fault.ifPresentOrElse(
          text -> failures.add(new CaseFailure(item.name(), item.place() + ": " + text)),
          () -> cases.add(kept));
    }
    List<CaseWarning> warnings = asked ? List.of() : common.warnings();
    return new ModalityChoice(
        modalities, List.copyOf(cases), List.copyOf(failures), List.copyOf(warnings));
  }

  private static InputCase keepOnly(InputCase item, List<String> modalities) {
    Map<String, ImageInput> kept = new LinkedHashMap<>(item.modalities());
    kept.keySet().retainAll(modalities);
    return item.withModalities(kept);
  }

  private static String missingMessage(InputCase item, List<String> missing, String remedy) {
    return Text.format(
        "has no modality %s, has %s; %s%s",
        NameList.of(missing),
        NameList.of(item.modalities().keySet()),
        remedy,
        LayoutHints.prefixed(item.name(), List.copyOf(item.modalities().keySet())));
  }

  private static Optional<String> tooLong(InputCase item, Layout layout) {
    List<String> names = new ArrayList<>(List.of(item.name()));
    if (layout == Layout.PATCHES) {
      for (String modality : item.modalities().keySet()) {
        names.add(DatasetFolder.longestPatchName(item.name(), modality));
      }
      names.add(DatasetFolder.longestPatchName(item.name(), DatasetFolder.LABEL));
    }
    return names.stream()
        .filter(name -> bytes(name) > LONGEST_FILE_NAME)
        .findFirst()
        .map(
            name ->
                Text.format(
                    "file names hold at most %d bytes, its files would have up to %d: %s; shorten the names of case or modality",
                    LONGEST_FILE_NAME, bytes(name), name));
  }

  private static int bytes(String name) {
    return name.getBytes(StandardCharsets.UTF_8).length;
  }
}
