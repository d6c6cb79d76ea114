package org.ibengine.input;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import org.ibengine.error.DatasetException;
import org.ibengine.io.ImageFiles;
import org.ibengine.io.ImageName;
import org.ibengine.io.RegularFile;
import org.ibengine.text.NameList;
import org.ibengine.text.Text;

/**
 * One folder per case with images: the one that {@link MaskRule} names is its mask, every other one
 * is a modality, named by what comes before the ending of its format. Hidden files are ignored. An
 * input that holds a mask itself is one case.
 */
final class FolderLayout implements InputLayout {
  private static final int MOST_WARNINGS = 5;
  private static final int MOST_FILES = 20; // the user has to find all that is missed

  private final MaskRule masks;

  FolderLayout(MaskRule masks) {
    this.masks = masks;
  }

  @Override
  public String name() {
    return Discovery.FOLDERS;
  }

  @Override
  public String title() {
    return "one folder per case";
  }

  @Override
  public String needs() {
    return "one folder per case with " + masks.wanted() + " and one image per modality";
  }

  /** Most folders of cases decide: a stray among them is for its own message. */
  @Override
  public boolean fits(Path folder) {
    CaseFiles own = CaseFiles.of(folder, masks);
    if (own.hasMask()) {
      return !BratsLayout.isCase(own, masks);
    }
    int fitting = 0;
    int prefixed = 0;
    boolean listed = DatasetList.of(folder).isPresent();
    for (Path child : own.folders()) {
      if (listed && LayoutHints.isPartOfNnunet(child)) {
        continue; // whatever its files are called
      }
      if (Files.isReadable(child) && Files.isDirectory(child)) {
        CaseFiles files = CaseFiles.of(child, masks);
        boolean other = BratsLayout.isCase(files, masks);
        prefixed += other ? 1 : 0;
        fitting += !other && namesMask(files) ? 1 : 0;
      }
    }
    return fitting > 0 && fitting >= prefixed;
  }

  /** A mask in a folder of a case is not read, which a message about that case says. */
  private static boolean namesMask(CaseFiles files) {
    return files.namesMask() || files.isCase() && files.withNested().namesMask();
  }

  @Override
  public void find(List<Path> inputs, Finding finding) {
    SortedMap<String, CaseFiles> folders = new TreeMap<>();
    List<CaseFiles> others = new ArrayList<>();
    for (Path input : inputs) {
      for (CaseFiles found : caseFolders(input, others, finding)) {
        String name = nameOf(found);
        finding.claim(name, found.folder());
        folders.put(name, found);
      }
    }
    folders.forEach((name, files) -> add(name, files, finding));
    if (folders.values().stream()
        .flatMap(files -> files.images().stream())
        .anyMatch(masks::isOther)) {
      finding.note("files called gt* are left out, since --mask names the masks");
    }
    others.addAll(folders.values());
    warn(others, finding);
  }

  private static void add(String name, CaseFiles files, Finding finding) {
    try {
      finding.add(files.toCase(name));
    } catch (DatasetException e) {
      finding.add(files.toIncomplete(name, e.getMessage()));
    }
  }

  private static String nameOf(CaseFiles files) {
    Path last = files.folder().getFileName();
    return last == null ? "/" : ImageName.composed(last.toString());
  }

  /**
   * @param others takes folders that are not cases and hold images all the same
   * @param finding takes folders that cannot be listed
   */
  private List<CaseFiles> caseFolders(Path folder, List<CaseFiles> others, Finding finding) {
    CaseFiles own = CaseFiles.of(folder, masks);
    if (own.hasMask()) {
      return List.of(own.withNested());
    }
    List<CaseFiles> found = new ArrayList<>();
    List<Path> refused = new ArrayList<>();
    for (Path child : own.folders()) {
      try {
        CaseFiles files = listed(child);
        if (files.isCase()) {
          found.add(files.withNested());
        } else if (ImageFiles.refusalOf(child).isPresent()) {
          refused.add(child);
        } else {
          others.add(files);
        }
      } catch (DatasetException e) {
        String name = ImageName.composed(child.getFileName().toString());
        finding.add(IncompleteCase.unknown(name, e.getMessage()));
      }
    }
    warnOfRefused(refused, finding);
    List<Path> beside = new ArrayList<>(own.images());
    beside.addAll(own.voxels());
    beside.addAll(own.ignored());
    others.add(new CaseFiles(folder, masks, List.of(), List.of(), beside, List.of()));
    return found;
  }

  /** A line for the first folder of a format that is not read, which counts the others. */
  private static void warnOfRefused(List<Path> folders, Finding finding) {
    if (!folders.isEmpty()) {
      Path first = folders.get(0);
      int more = folders.size() - 1;
      finding.warn(
          new InputWarning(
              ImageName.composed(first.getFileName().toString()),
              Text.format(
                  "%s: %s%s",
                  first,
                  ImageFiles.refusalOf(first).orElseThrow(),
                  more == 0 ? "" : " (" + Text.counted(more, "more folder") + " like this)")));
    }
  }

  private CaseFiles listed(Path folder) {
    if (!Files.exists(folder)) {
      RegularFile.require(folder); // a link that leads nowhere
    }
    return CaseFiles.of(folder, masks);
  }

  /** A line for each of the first folders with such files, the last of which counts the others. */
  private static void warn(List<CaseFiles> folders, Finding finding) {
    List<CaseFiles> concerned =
        folders.stream().filter(files -> !files.ignored().isEmpty()).toList();
    int more = concerned.size() - MOST_WARNINGS;
    for (int i = 0; i < Math.min(concerned.size(), MOST_WARNINGS); i++) {
      CaseFiles files = concerned.get(i);
      boolean last = i == MOST_WARNINGS - 1 && more > 0;
      finding.warn(
          new InputWarning(
              nameOf(files),
              Text.format(
                  "%s: ignored, although these look like images: %s; only %s files in the folder of a case are read%s",
                  files.folder(),
                  NameList.of(files.ignoredNames(), MOST_FILES),
                  ImageFiles.endings(),
                  last ? " (" + more + " more folders hold such files)" : "")));
    }
  }
}
