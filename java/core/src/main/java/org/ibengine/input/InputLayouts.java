package org.ibengine.input;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import org.ibengine.error.DatasetException;
import org.ibengine.text.NameList;
import org.ibengine.text.Text;

/** The layouts that are known, and which of them a folder has. */
public final class InputLayouts {
  private static final int NAMES_SHOWN = 3;

  private final List<InputLayout> all;

  /**
   * @param masks tells which files of a case are masks
   */
  InputLayouts(MaskRule masks) {
    all =
        List.of(
            new FolderLayout(masks),
            new NnunetLayout(),
            new MsdLayout(),
            new BidsLayout(masks),
            new BratsLayout(masks));
  }

  /** What {@code --layout-in} takes. */
  public static List<String> names() {
    return new InputLayouts(MaskRule.USUAL).all.stream().map(InputLayout::name).toList();
  }

  /**
   * @throws IllegalArgumentException if no layout has this name
   */
  static void requireName(String name) {
    if (!names().contains(name)) {
      throw new IllegalArgumentException(
          "the layout of the input is one of " + String.join(", ", names()) + "; was " + name);
    }
  }

  InputLayout named(String name) {
    return all.stream().filter(layout -> layout.name().equals(name)).findFirst().orElseThrow();
  }

  /**
   * The layout of all these folders.
   *
   * @throws DatasetException if a folder has none, or several, or another than the first
   */
  InputLayout of(List<Path> folders) {
    InputLayout first = of(folders.get(0));
    for (Path folder : folders) {
      InputLayout other = of(folder);
      if (other != first) {
        throw new DatasetException(
            folder,
            Text.format(
                "has the layout %s, but %s has %s; prepare them one at a time, into the same dataset",
                other.title(), folders.get(0), first.title()));
      }
    }
    return first;
  }

  private InputLayout of(Path folder) {
    List<InputLayout> fitting = all.stream().filter(layout -> layout.fits(folder)).toList();
    if (fitting.size() == 1) {
      return fitting.get(0);
    }
    String found = "; found: " + contents(folder);
    if (fitting.size() > 1) {
      throw new DatasetException(
          folder,
          Text.format(
              "may have the layout %s; say which one it is with --layout-in%s",
              fitting.stream().map(InputLayout::name).collect(Collectors.joining(" or ")), found));
    }
    throw new DatasetException(
        folder,
        Text.format(
            "holds no case of a layout that is known%s; %s; or name the files with --mask, --pairs or"
                + " --cases",
            found + LayoutHints.inside(folder, this), needs()));
  }

  /** The only layout that a folder has. */
  Optional<InputLayout> only(Path folder) {
    List<InputLayout> fitting = all.stream().filter(layout -> layout.fits(folder)).toList();
    return fitting.size() == 1 ? Optional.of(fitting.get(0)) : Optional.empty();
  }

  /** The first layout that a folder has. */
  Optional<InputLayout> first(Path folder) {
    return all.stream().filter(layout -> layout.fits(folder)).findFirst();
  }

  private String needs() {
    return all.stream()
        .map(layout -> layout.name() + " needs " + layout.needs())
        .collect(Collectors.joining("; "));
  }

  /** For people: how many there are of each kind, and some names. */
  static String contents(Path folder) {
    List<String> folders = new ArrayList<>();
    List<String> images = new ArrayList<>();
    List<String> others = new ArrayList<>();
    CaseFiles files = CaseFiles.of(folder, MaskRule.USUAL);
    for (Path entry : CaseFiles.list(folder)) {
      String name = entry.getFileName().toString();
      boolean image = files.images().contains(entry) || files.voxels().contains(entry);
      boolean unread = files.ignored().contains(entry);
      (Files.isDirectory(entry) ? folders : image || unread ? images : others).add(name);
    }
    List<String> parts = new ArrayList<>();
    add(parts, folders, "folder");
    add(parts, images, "image");
    add(parts, others, "other file");
    return parts.isEmpty() ? "nothing" : String.join("; ", parts);
  }

  private static void add(List<String> parts, List<String> names, String noun) {
    if (!names.isEmpty()) {
      parts.add(
          Text.format(
              "%s (%s)", Text.counted(names.size(), noun), NameList.of(names, NAMES_SHOWN)));
    }
  }
}
