package org.ibengine.input;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.ibengine.error.DatasetException;
import org.ibengine.text.NameList;
import org.ibengine.text.Text;
import org.ibengine.work.CaseFailure;

/**
 * The cases that were found in folders, or in a file that lists them. Immutable.
 *
 * @param layout what people call the layout of the folders
 * @param cases sorted by name
 * @param incomplete what looks like cases and cannot be used, sorted by name
 * @param modalities of all cases, in channel order
 * @param labels what the layout says about the values of its label maps
 * @param warnings files that look like images and are not read
 * @param notes what is left out as the layout wants it
 */
public record Discovery(
    String layout,
    List<InputCase> cases,
    List<IncompleteCase> incomplete,
    List<String> modalities,
    InputLabels labels,
    List<InputWarning> warnings,
    List<String> notes) {
  /** The layout of one folder per case. */
  public static final String FOLDERS = "folders";

  private static final int NAMES_SHOWN = 8;

  public Discovery {
    cases = List.copyOf(cases);
    incomplete = List.copyOf(incomplete);
    modalities = List.copyOf(modalities);
    warnings = List.copyOf(warnings);
    notes = List.copyOf(notes);
  }

  /**
   * Lists folders, reads what a layout has to say about its files and, where it does not name the
   * channels of images, their headers: each channel is a modality.
   *
   * @throws DatasetException if an input is not a readable folder, has none of the layouts that are
   *     known or several, holds no case, or two cases have the same name
   */
  public static Discovery of(InputRequest request) {
    Finding finding = new Finding();
    if (request.cases().isPresent()) {
      CasesFile.find(request.cases().get(), finding);
      finding.splitChannels();
      return finding.of("file of cases");
    }
    List<Path> folders =
        request.folders().stream().map(Path::toAbsolutePath).map(Path::normalize).toList();
    request.folders().forEach(Discovery::requireFolder);
    if (request.pairs().isPresent()) {
      PairedFiles.find(folders, request.pairs().get(), finding);
      finding.splitChannels();
      return finding.of("pairs of files");
    }
    InputLayouts layouts = new InputLayouts(new MaskRule(request.mask()));
    InputLayout layout = request.layout().map(layouts::named).orElseGet(() -> layouts.of(folders));
    requireMasksByName(request, layout);
    layout.find(folders, finding);
    if (finding.isEmpty()) {
      throw new DatasetException(
          request.folders().get(0),
          Text.format(
              "holds no case of the layout %s, which needs %s", layout.name(), layout.needs()));
    }
    if (!layout.namesChannels()) {
      finding.splitChannels();
    }
    return finding.of(layout.title());
  }

  /**
   * The name of the only layout that a folder has; empty where it has none or several.
   *
   * @throws DatasetException if the folder cannot be listed
   */
  public static Optional<String> layoutOf(Path folder) {
    requireFolder(folder);
    return new InputLayouts(MaskRule.USUAL)
        .only(folder.toAbsolutePath().normalize())
        .map(InputLayout::name);
  }

  private static void requireMasksByName(InputRequest request, InputLayout layout) {
    if (request.mask().isPresent() && layout.saysMasks()) {
      throw new IllegalArgumentException(
          "the layout "
              + layout.name()
              + " says itself which files are masks; leave --mask out, or list the files with"
              + " --cases");
    }
  }

  private static void requireFolder(Path folder) {
    if (!Files.isDirectory(folder)) {
      throw new DatasetException(
          folder, Files.exists(folder) ? "is not a folder" : "there is no such folder");
    }
  }

  /** The message of each incomplete case. */
  public List<CaseFailure> failures() {
    return incomplete.stream()
        .map(found -> new CaseFailure(found.name(), found.message()))
        .toList();
  }

  /** For people: {@code nnU-Net, 2 cases, modalities CT}, and what is left out. */
  public String summary() {
    StringBuilder text = new StringBuilder(layout);
    text.append(", ").append(Text.counted(cases.size(), "case"));
    if (!incomplete.isEmpty()) {
      text.append(" and ").append(incomplete.size()).append(" that cannot be used");
    }
    text.append(", modalities ").append(NameList.of(modalities, NAMES_SHOWN));
    notes.forEach(note -> text.append("; ").append(note));
    return text.toString();
  }
}
