package org.ibengine.store;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.ibengine.error.DatasetException;

/** Keeps a dataset inside its folder: none of the folders in it may be a link to another place. */
final class PlainFolders {
  private PlainFolders() {}

  /**
   * Looks at the folders right inside; the dataset folder itself may be a link.
   *
   * @throws DatasetException naming a folder that is a link
   */
  static void require(DatasetFolder folder) {
    for (Path inside :
        List.of(
            folder.casesFolder(),
            folder.resolve(DatasetFolder.LESION_PATCHES),
            folder.resolve(DatasetFolder.BACKGROUND_PATCHES),
            folder.stagingFolder())) {
      require(inside);
    }
  }

  static void require(Path inside) {
    if (Files.isSymbolicLink(inside)) {
      throw new DatasetException(
          inside,
          "a folder of a dataset must not be a link to another place; move what it leads to here,"
              + " or remove the link");
    }
  }
}
