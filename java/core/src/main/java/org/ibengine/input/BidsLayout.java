package org.ibengine.input;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.FileVisitOption;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.ibengine.error.DatasetException;
import org.ibengine.io.ImageFiles;
import org.ibengine.io.ImageInput;
import org.ibengine.io.ImageName;
import org.ibengine.io.IoReason;
import org.ibengine.text.NameList;
import org.ibengine.text.Text;

/**
 * BIDS: {@code sub-*}{@code /[ses-*}{@code /]anat/sub-*_T1w.nii.gz}, and masks beside the images or
 * anywhere in {@code derivatives}, which belong to a case by subject and session. A case is a
 * session, or a subject without any; a modality is what its name has besides.
 */
final class BidsLayout implements InputLayout {
  private static final String SUBJECT = "sub-";
  private static final String DERIVATIVES = "derivatives";
  private static final int DEEPEST = 8;

  /** Of what these folders hold, nothing is one volume. */
  private static final Set<String> OTHER_DATA =
      Set.of("func", "fmap", "eeg", "ieeg", "meg", "beh", "motion", "nirs", "micr", DERIVATIVES);

  private static final Set<String> MASKS = Set.of("mask", "dseg", "seg", "msk", "roi");
  private static final Pattern MASK_LIKE =
      Pattern.compile(".*(lesion|seg|mask).*", Pattern.CASE_INSENSITIVE);
  private static final Set<String> ANATOMY =
      Set.of("brain", "head", "gm", "wm", "csf", "bg", "skull", "cortex", "tissue", "tissues");

  private final MaskRule masks;

  BidsLayout(MaskRule masks) {
    this.masks = masks;
  }

  @Override
  public String name() {
    return "bids";
  }

  @Override
  public String title() {
    return "BIDS";
  }

  @Override
  public String needs() {
    return "sub-01/anat/sub-01_T1w.nii.gz (ses-* between is fine) and masks such as"
        + " derivatives/manual/sub-01/anat/sub-01_label-lesion_mask.nii.gz";
  }

  @Override
  public boolean fits(Path folder) {
    for (Path subject : subjects(folder)) {
      for (Path inner : CaseFiles.of(subject, masks).folders()) {
        boolean image =
            Files.isReadable(inner)
                && images(inner, 2).stream().anyMatch(file -> BidsName.of(file).isPresent());
        if (image) {
          return true;
        }
      }
    }
    return false;
  }

  private List<Path> subjects(Path folder) {
    return CaseFiles.of(folder, masks).folders().stream()
        .filter(child -> child.getFileName().toString().startsWith(SUBJECT))
        .filter(Files::isDirectory)
        .toList();
  }

  @Override
  public void find(List<Path> folders, Finding finding) {
    SortedMap<String, CaseDraft> drafts = new TreeMap<>();
    SortedMap<String, List<Path>> found = new TreeMap<>(); // masks, by case
    for (Path folder : folders) {
      SortedMap<String, CaseDraft> own = new TreeMap<>();
      List<String> unnamed = new ArrayList<>();
      subjects(folder).forEach(subject -> addImages(subject, own, found, unnamed));
      own.forEach((name, draft) -> finding.claim(name, draft.place()));
      addMasks(folder, found);
      drafts.putAll(own);
      warn(folder, unnamed, finding);
    }
    drafts.values().forEach(draft -> masksOf(draft, drafts, found).forEach(draft::mask));
    noteOthers(found, finding);
    for (CaseDraft draft : drafts.values()) {
      String wanted =
          Text.format(
              "add derivatives/manual/%s/anat/%s_label-lesion_mask.nii.gz, or name it with --mask",
              subjectOf(draft), draft.name());
      draft.addTo(finding, new CaseDraft.Missing(wanted, "add one in its folder anat"));
    }
  }

  private static String subjectOf(CaseDraft draft) {
    return draft.subject().orElseThrow();
  }

  private static void warn(Path folder, List<String> unnamed, Finding finding) {
    if (!unnamed.isEmpty()) {
      finding.warn(
          new InputWarning(
              folder.getFileName().toString(),
              Text.format(
                  "%s: ignored, since their names do not begin with their subject: %s",
                  folder, NameList.of(unnamed))));
    }
  }

  private void addImages(
      Path subject,
      SortedMap<String, CaseDraft> drafts,
      SortedMap<String, List<Path>> found,
      List<String> unnamed) {
    for (Path file : images(subject, DEEPEST)) {
      if (isOfOtherData(subject, file)) {
        continue;
      }
      Optional<BidsName> name = BidsName.of(file);
      if (name.isEmpty() || !name.get().subject().equals(ImageName.composed(nameOf(subject)))) {
        unnamed.add(subject.getFileName() + "/" + subject.relativize(file));
        continue;
      }
      if (isMask(name.get(), file)) {
        found.computeIfAbsent(name.get().caseName(), key -> new ArrayList<>()).add(file);
      } else if (!looksLikeMask(name.get())) { // else --mask names another one
        drafts
            .computeIfAbsent(
                name.get().caseName(),
                key -> new CaseDraft(key, Optional.of(name.get().subject()), subject))
            .image(name.get().rest(), ImageInput.only(file));
      }
    }
  }

  private static String nameOf(Path folder) {
    return folder.getFileName().toString();
  }

  private static boolean isOfOtherData(Path subject, Path file) {
    for (Path part : subject.relativize(file)) {
      if (OTHER_DATA.contains(part.toString())) {
        return true;
      }
    }
    // diffusion with directions is a series; what was made of it may be one volume
    return Files.exists(file.resolveSibling(ImageFiles.nameOf(file).stem() + ".bval"));
  }

  private void addMasks(Path folder, SortedMap<String, List<Path>> found) {
    Path own = folder.resolve(DERIVATIVES);
    Path beside = folder.resolveSibling(DERIVATIVES);
    boolean raw = nameOf(folder).toLowerCase(Locale.ROOT).equals("rawdata");
    Path derivatives = Files.isDirectory(own) || !raw ? own : beside;
    if (Files.isDirectory(derivatives)) {
      for (Path file : images(derivatives, DEEPEST)) {
        BidsName.of(file)
            .filter(name -> isMask(name, file))
            .ifPresent(
                name -> found.computeIfAbsent(name.caseName(), key -> new ArrayList<>()).add(file));
      }
    }
  }

  private boolean isMask(BidsName name, Path file) {
    return masks.asked().map(pattern -> pattern.matches(file)).orElseGet(() -> looksLikeMask(name));
  }

  private static boolean looksLikeMask(BidsName name) {
    return MASKS.contains(name.suffix().toLowerCase(Locale.ROOT))
        || name.entities().containsKey("label")
        || MASK_LIKE.matcher(name.suffix()).matches();
  }

  /** Takes the masks of a case out of all; those without a session are of the only one. */
  private List<Path> masksOf(
      CaseDraft draft, SortedMap<String, CaseDraft> drafts, SortedMap<String, List<Path>> found) {
    String subject = subjectOf(draft);
    List<Path> all = new ArrayList<>(taken(found, draft.name()));
    if (drafts.values().stream().filter(one -> subjectOf(one).equals(subject)).count() == 1) {
      all.addAll(taken(found, subject));
    }
    return masks.asked().isPresent() ? all : all.stream().filter(file -> !isAnatomy(file)).toList();
  }

  private static List<Path> taken(SortedMap<String, List<Path>> found, String name) {
    List<Path> files = found.remove(name);
    return files == null ? List.of() : files;
  }

  private static void noteOthers(SortedMap<String, List<Path>> left, Finding finding) {
    if (!left.isEmpty()) {
      finding.note("masks without images are left out, of " + NameList.of(left.keySet()));
    }
  }

  private static boolean isAnatomy(Path file) {
    return BidsName.of(file)
        .map(BidsName::entities)
        .filter(
            entities ->
                ANATOMY.contains(entities.getOrDefault("desc", "").toLowerCase(Locale.ROOT))
                    || ANATOMY.contains(
                        entities.getOrDefault("label", "").toLowerCase(Locale.ROOT)))
        .isPresent();
  }

  /** All images below a folder that are not hidden, sorted. */
  private static List<Path> images(Path folder, int deepest) {
    try (Stream<Path> files = Files.walk(folder, deepest, FileVisitOption.FOLLOW_LINKS)) {
      return files.filter(ImageFiles::isImage).sorted().toList();
    } catch (UncheckedIOException e) {
      throw new DatasetException(folder, "cannot be listed: " + IoReason.of(e.getCause()), e);
    } catch (IOException e) {
      throw new DatasetException(folder, "cannot be listed: " + IoReason.of(e), e);
    }
  }
}
