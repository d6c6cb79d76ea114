package org.ibengine.input;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.ibengine.error.DatasetException;
import org.ibengine.io.ImageFiles;
import org.ibengine.io.ImageInput;
import org.ibengine.io.ImageName;
import org.ibengine.io.IoReason;
import org.ibengine.text.NameList;
import org.ibengine.text.Text;

/**
 * The files of a folder, told apart by their names; hidden ones do not exist here.
 *
 * @param masks tells which images are masks
 * @param images that can be read, each by its one file or its header
 * @param voxels of pairs
 * @param ignored what looks like an image and is not read, a folder with such a name and images in
 *     the folders of a case included
 * @param folders in it, and links that lead nowhere, which may have been folders
 */
record CaseFiles(
    Path folder,
    MaskRule masks,
    List<Path> images,
    List<Path> voxels,
    List<Path> ignored,
    List<Path> folders) {

  /** Lists the folder, opens no file. */
  static CaseFiles of(Path folder, MaskRule masks) {
    CaseFiles files =
        new CaseFiles(
            folder,
            masks,
            new ArrayList<>(),
            new ArrayList<>(),
            new ArrayList<>(),
            new ArrayList<>());
    for (Path entry : list(folder)) {
      ImageName.Kind kind = ImageFiles.nameOf(entry).kind();
      if (Files.isDirectory(entry)) {
        files.folders.add(entry);
        if (kind != ImageName.Kind.OTHER) {
          files.ignored.add(entry);
        }
      } else {
        switch (kind) {
          case WHOLE, PAIR_HEADER -> files.images.add(entry);
          case PAIR_IMAGE -> files.voxels.add(entry);
          case UNREAD_IMAGE -> files.ignored.add(entry);
          default -> {
            if (!Files.exists(entry)) {
              files.folders.add(entry);
            }
          }
        }
      }
    }
    return files;
  }

  /** With the images in its folders among those that are ignored, as they are if it is a case. */
  CaseFiles withNested() {
    List<Path> all = new ArrayList<>(ignored);
    for (Path inner : folders) {
      if (!ignored.contains(inner) && Files.isReadable(inner)) {
        CaseFiles nested = of(inner, masks);
        all.addAll(nested.images);
        all.addAll(nested.voxels);
        all.addAll(nested.ignored);
      }
    }
    return new CaseFiles(folder, masks, images, voxels, all, folders);
  }

  /** What is in a folder, sorted, without what is hidden. */
  static List<Path> list(Path folder) {
    try (Stream<Path> entries = Files.list(folder)) {
      return entries
          .filter(entry -> !entry.getFileName().toString().startsWith("."))
          .sorted()
          .toList();
    } catch (NoSuchFileException e) {
      throw new DatasetException(folder, "there is no such folder", e);
    } catch (IOException e) {
      throw new DatasetException(folder, "cannot be listed: " + IoReason.of(e), e);
    }
  }

  /** Whether a file of any kind has the name of a mask. */
  boolean namesMask() {
    return Stream.of(images, voxels, ignored).flatMap(List::stream).anyMatch(masks::isMask);
  }

  boolean isCase() {
    return !images.isEmpty() || !voxels.isEmpty() || ignored.stream().anyMatch(masks::isMask);
  }

  boolean hasMask() {
    return images.stream().anyMatch(masks::isMask);
  }

  /**
   * @throws DatasetException if a part of an image is missing
   */
  void requireWhole() {
    ImageFiles.requireWhole(Stream.concat(images.stream(), voxels.stream()).toList());
  }

  /**
   * The case these files make.
   *
   * @throws DatasetException naming what is missing, twofold or misnamed
   */
  InputCase toCase(String name) {
    PlainName.require(folder, "case", name);
    requireWhole();
    Path mask = null;
    SortedMap<String, ImageInput> modalities = new TreeMap<>();
    for (Path file : images) {
      if (masks.isOther(file)) {
        continue;
      }
      if (!masks.isMask(file)) {
        addModality(modalities, file);
      } else if (mask == null) {
        mask = file;
      } else {
        throw new DatasetException(
            folder,
            Text.format(
                "must hold one mask, but holds %s and %s; remove one",
                mask.getFileName(), file.getFileName()));
      }
    }
    if (mask == null) {
      throw new DatasetException(folder, LayoutHints.noMask(name, this));
    }
    if (modalities.isEmpty()) {
      throw new DatasetException(
          folder,
          "has a mask but no modality; add one, such as FLAIR.nii.gz"
              + unread()
              + ImageFiles.refusalOf(folder).map(text -> "; it " + text).orElse(""));
    }
    modalities.forEach((modality, image) -> PlainName.requireModality(image.file(), modality));
    return new InputCase(name, Optional.empty(), folder, mask, modalities);
  }

  private String unread() {
    return ignored.isEmpty() ? "" : "; not read: " + NameList.of(ignoredNames());
  }

  private static void addModality(SortedMap<String, ImageInput> modalities, Path file) {
    String modality = ImageFiles.nameOf(file).stem();
    PlainName.require(file, "modality", modality);
    ImageInput other = modalities.putIfAbsent(modality, ImageInput.only(file));
    if (other != null) {
      throw new DatasetException(
          file,
          Text.format(
              "two files give modality %s, the other is %s; remove one",
              modality, other.file().getFileName()));
    }
  }

  /** What is known of a case that cannot be made, for people to mend. */
  IncompleteCase toIncomplete(String name, String message) {
    Map<String, ImageInput> modalities = new TreeMap<>();
    Set<String> twice = new HashSet<>();
    for (Path file : images) {
      String modality = ImageFiles.nameOf(file).stem();
      if (!masks.isMask(file)
          && !masks.isOther(file)
          && modalities.put(modality, ImageInput.only(file)) != null) {
        twice.add(modality);
      }
    }
    modalities.keySet().removeAll(twice); // nobody said which
    List<Path> found = images.stream().filter(masks::isMask).toList();
    Optional<Path> mask = found.size() == 1 ? Optional.of(found.get(0)) : Optional.empty();
    return new IncompleteCase(name, Optional.empty(), mask, modalities, message);
  }

  /** As seen from the folder. */
  List<String> ignoredNames() {
    return ignored.stream().map(file -> folder.relativize(file).toString()).toList();
  }
}
