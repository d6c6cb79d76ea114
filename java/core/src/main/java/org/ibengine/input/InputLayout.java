package org.ibengine.input;

import java.nio.file.Path;
import java.util.List;
import org.ibengine.error.DatasetException;

/**
 * One way in which people lay out their cases. A new layout is a class of this kind and its line in
 * {@link InputLayouts}.
 */
interface InputLayout {
  /** Whether {@code --mask} has nothing to say, because the layout knows its masks. */
  default boolean saysMasks() {
    return false;
  }

  /** Whether it names the channels of its images, so that a file has as many as it says. */
  default boolean namesChannels() {
    return false;
  }

  /** What {@code --layout-in} calls it. */
  String name();

  /** What people call it. */
  String title();

  /** What a folder must hold to have this layout, as the end of "needs …". */
  String needs();

  /**
   * Whether a folder has this layout, told by the names in it and, at most, by a small file that
   * belongs to the layout.
   *
   * @throws DatasetException if the folder cannot be listed
   */
  boolean fits(Path folder);

  /**
   * Finds the cases of folders.
   *
   * @param folders absolute, each of which has this layout or is said to have it
   * @param finding takes what is found
   * @throws DatasetException if a folder as a whole is at fault
   */
  void find(List<Path> folders, Finding finding);
}
