package org.ibengine.input;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.FileVisitOption;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.BiConsumer;
import java.util.stream.Stream;
import org.ibengine.error.DatasetException;
import org.ibengine.io.ImageFiles;
import org.ibengine.io.ImageInput;
import org.ibengine.io.IoReason;
import org.ibengine.text.Text;

/** Finds images and masks by {@link FilePairs}, over all folders together. */
final class PairedFiles {
  private PairedFiles() {}

  /**
   * @param folders absolute
   * @throws DatasetException if none has an image that fits
   */
  static void find(List<Path> folders, FilePairs pairs, Finding finding) {
    SortedMap<String, CaseDraft> drafts = new TreeMap<>();
    finding.order(List.of(pairs.modality()));
    for (Path folder : folders) {
      each(
          folder,
          pairs,
          (found, file) -> {
            CaseDraft draft = draft(drafts, found.caseName(), folder);
            if (found.mask()) {
              draft.mask(file);
            } else {
              draft.image(pairs.modality(), ImageInput.only(file));
            }
          });
    }
    if (drafts.isEmpty()) {
      throw new DatasetException(
          folders.get(0),
          Text.format("holds no file that fits %s or %s", pairs.image(), pairs.mask()));
    }
    drafts.forEach(
        (name, draft) ->
            draft.addTo(
                finding,
                new CaseDraft.Missing(
                    "no file fits " + pairs.mask() + " with " + name,
                    "no file fits " + pairs.image() + " with " + name)));
  }

  private static CaseDraft draft(SortedMap<String, CaseDraft> drafts, String name, Path folder) {
    return drafts.computeIfAbsent(name, key -> new CaseDraft(key, Optional.empty(), folder));
  }

  private static void each(Path folder, FilePairs pairs, BiConsumer<FilePairs.Found, Path> taker) {
    try (Stream<Path> files = Files.walk(folder, pairs.depth(), FileVisitOption.FOLLOW_LINKS)) {
      files
          .filter(ImageFiles::isImage)
          .sorted()
          .forEach(
              file ->
                  pairs
                      .find(folder.relativize(file))
                      .ifPresent(found -> taker.accept(found, file)));
    } catch (UncheckedIOException e) {
      throw new DatasetException(folder, "cannot be listed: " + IoReason.of(e.getCause()), e);
    } catch (IOException e) {
      throw new DatasetException(folder, "cannot be listed: " + IoReason.of(e), e);
    }
  }
}
