package org.ibengine.froc;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.ibengine.error.DatasetException;
import org.ibengine.io.ImageFiles;
import org.ibengine.io.ImageName;
import org.ibengine.io.IoReason;
import org.ibengine.text.NameList;

/** Names of images and the folders they lie in. */
final class FrocFiles {
  private static final int NAMES_SHOWN = 20;

  private FrocFiles() {}

  /** Entries that are not hidden, sorted. */
  static List<Path> list(Path folder) {
    if (!Files.isDirectory(folder)) {
      throw new DatasetException(
          folder, Files.exists(folder) ? "is not a folder" : "there is no such folder");
    }
    try (Stream<Path> entries = Files.list(folder)) {
      return entries
          .filter(entry -> !entry.getFileName().toString().startsWith("."))
          .sorted()
          .toList();
    } catch (UncheckedIOException e) {
      throw new DatasetException(folder, "cannot be listed: " + IoReason.of(e.getCause()), e);
    } catch (IOException e) {
      throw new DatasetException(folder, "cannot be listed: " + IoReason.of(e), e);
    }
  }

  /** The images right inside, sorted. */
  static List<Path> images(Path folder) {
    return list(folder).stream().filter(ImageFiles::isImage).toList();
  }

  /**
   * What looks like an image and is not read, in the folder and in folders there that hold none
   * that is.
   */
  static List<String> unread(Path folder) {
    List<String> names = new ArrayList<>();
    addUnread(folder, "", names);
    for (Path child : list(folder)) {
      if (Files.isDirectory(child) && images(child).isEmpty()) {
        addUnread(child, child.getFileName() + "/", names);
      }
    }
    return names;
  }

  private static void addUnread(Path folder, String prefix, List<String> names) {
    Set<String> read = images(folder).stream().map(FrocFiles::stem).collect(Collectors.toSet());
    for (Path file : list(folder)) {
      ImageName name = ImageFiles.nameOf(file);
      boolean lonely = name.kind() == ImageName.Kind.PAIR_IMAGE && !read.contains(name.stem());
      if (lonely || name.kind() == ImageName.Kind.UNREAD_IMAGE) {
        names.add(prefix + file.getFileName());
      }
    }
  }

  /** What comes before {@code .nii} or {@code .hdr}. */
  static String stem(Path image) {
    return ImageFiles.nameOf(image).stem();
  }

  /** Names for one line, the first of many. */
  static String join(List<String> names) {
    return NameList.of(names, NAMES_SHOWN);
  }
}
