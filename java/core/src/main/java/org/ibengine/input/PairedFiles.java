package org.ibengine.input;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.FileVisitOption;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.ibengine.error.DatasetException;
import org.ibengine.io.ImageFiles;
import org.ibengine.io.ImageInput;
import org.ibengine.io.IoReason;
import org.ibengine.text.NameList;
import org.ibengine.text.Text;

/** Finds images and masks by {@link FilePairs}, over all folders together. Not thread-safe. */
final class PairedFiles {
  private static final int NAMES_SHOWN = 3;

  private final FilePairs pairs;
  private final SortedMap<String, CaseDraft> drafts = new TreeMap<>();
  private final List<String> others = new ArrayList<>(); // images that fit neither pattern

  private PairedFiles(FilePairs pairs) {
    this.pairs = pairs;
  }

  /**
   * @param folders absolute
   * @throws DatasetException if none has an image that fits
   */
  static void find(List<Path> folders, FilePairs pairs, Finding finding) {
    PairedFiles files = new PairedFiles(pairs);
    finding.order(List.of(pairs.modality()));
    folders.forEach(files::look);
    if (files.drafts.isEmpty()) {
      throw new DatasetException(
          folders.get(0),
          Text.format(
              "holds no file that fits %s or %s; found: %s",
              pairs.image(), pairs.mask(), InputLayouts.contents(folders.get(0))));
    }
    files.drafts.forEach(
        (name, draft) ->
            draft.addTo(
                finding,
                new CaseDraft.Missing(
                    files.nothing(pairs.mask(), name), files.nothing(pairs.image(), name))));
  }

  private String nothing(FilePairs.PathPattern pattern, String name) {
    List<String> alike = others.stream().filter(file -> file.contains(name)).toList();
    return Text.format(
        "no file fits %s with %s%s",
        pattern, name, alike.isEmpty() ? "" : "; there is " + NameList.of(alike, NAMES_SHOWN));
  }

  private void look(Path folder) {
    try (Stream<Path> files = Files.walk(folder, pairs.depth(), FileVisitOption.FOLLOW_LINKS)) {
      files.filter(ImageFiles::isImage).sorted().forEach(file -> take(folder, file));
    } catch (UncheckedIOException e) {
      throw new DatasetException(folder, "cannot be listed: " + IoReason.of(e.getCause()), e);
    } catch (IOException e) {
      throw new DatasetException(folder, "cannot be listed: " + IoReason.of(e), e);
    }
  }

  private void take(Path folder, Path file) {
    Path name = folder.relativize(file);
    Optional<FilePairs.Found> found = pairs.find(name);
    if (found.isEmpty()) {
      others.add(name.toString());
      return;
    }
    CaseDraft draft =
        drafts.computeIfAbsent(
            found.get().caseName(), key -> new CaseDraft(key, Optional.empty(), folder));
    if (found.get().mask()) {
      draft.mask(file);
    } else {
      draft.image(pairs.modality(), ImageInput.only(file));
    }
  }
}
