package org.ibengine.input;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import org.ibengine.error.DatasetException;
import org.ibengine.io.ImageFiles;
import org.ibengine.io.ImageInput;
import org.ibengine.io.ImageName;
import org.ibengine.text.Text;

/**
 * The names of BraTS: one folder per case, whose files begin with its name, then {@code -} or
 * {@code _}, then the modality; the mask is {@code seg}, or as in {@link FolderLayout}.
 */
final class BratsLayout implements InputLayout {
  private static final Set<String> MASKS = Set.of("seg", "segmentation", "mask");

  private final MaskRule masks;

  BratsLayout(MaskRule masks) {
    this.masks = masks;
  }

  @Override
  public String name() {
    return "brats";
  }

  @Override
  public String title() {
    return "BraTS";
  }

  @Override
  public String needs() {
    return "one folder per case with files named by it, as in CASE/CASE-t1c.nii.gz with the mask"
        + " CASE-seg.nii.gz";
  }

  /** Whether the images of a folder, one of which is a mask, begin with its name. */
  static boolean isCase(CaseFiles files, MaskRule masks) {
    String name = nameOf(files.folder());
    boolean hasMask = false;
    int modalities = 0;
    for (Path file : files.images()) {
      if (isMask(name, file, masks)) {
        hasMask = true;
      } else if (rest(name, file).isEmpty()) {
        return false;
      } else {
        modalities++;
      }
    }
    return hasMask && modalities > 0;
  }

  private static String nameOf(Path folder) {
    return folder.getFileName() == null ? "" : ImageName.composed(folder.getFileName().toString());
  }

  private static String rest(String caseName, Path file) {
    return LayoutHints.afterPrefix(caseName, ImageFiles.nameOf(file).stem());
  }

  private static boolean isMask(String caseName, Path file, MaskRule masks) {
    boolean named = MASKS.contains(rest(caseName, file).toLowerCase(Locale.ROOT));
    return masks.isMask(file) || masks.asked().isEmpty() && named;
  }

  @Override
  public boolean fits(Path folder) {
    CaseFiles own = CaseFiles.of(folder, masks);
    if (isCase(own, masks)) {
      return true;
    }
    int fitting = 0;
    int plain = 0;
    for (Path child : own.folders()) {
      if (Files.isReadable(child) && Files.isDirectory(child)) {
        CaseFiles files = CaseFiles.of(child, masks);
        boolean brats = isCase(files, masks);
        fitting += brats ? 1 : 0;
        plain += !brats && files.namesMask() ? 1 : 0;
      }
    }
    return fitting > plain;
  }

  @Override
  public void find(List<Path> folders, Finding finding) {
    for (Path folder : folders) {
      CaseFiles own = CaseFiles.of(folder, masks);
      List<Path> cases = isCase(own, masks) ? List.of(folder) : own.folders();
      for (Path child : cases) {
        String name = nameOf(child);
        finding.claim(name, child);
        try {
          add(name, CaseFiles.of(child, masks), finding);
        } catch (DatasetException e) {
          finding.add(IncompleteCase.unknown(name, e.getMessage()));
        }
      }
    }
  }

  private void add(String name, CaseFiles files, Finding finding) {
    if (!files.isCase()) {
      return; // a folder of something else
    }
    files.requireWhole();
    CaseDraft draft = new CaseDraft(name, Optional.empty(), files.folder());
    for (Path file : files.images()) {
      String rest = rest(name, file);
      if (isMask(name, file, masks)) {
        draft.mask(file);
      } else if (masks.isOther(file) || MASKS.contains(rest.toLowerCase(Locale.ROOT))) {
        continue; // --mask names another one
      } else if (rest.isEmpty()) {
        draft.fault(
            Text.format(
                "its images are called %s-MODALITY, but there is also %s; rename it, or take it away",
                name, file.getFileName()));
      } else {
        draft.image(rest, ImageInput.only(file));
      }
    }
    String mask = masks.asked().map(NamePattern::toString).orElse(name + "-seg.nii.gz");
    draft.addTo(
        finding, new CaseDraft.Missing("add " + mask, "add one, such as " + name + "-t1c.nii.gz"));
  }
}
