package org.ibengine.store;

import java.nio.file.Files;

/**
 * Removes a case of the layout {@code volumes}. Its record goes first, so that it is absent from
 * then on; then all files that this engine calls as volumes; then the folder, if nothing else is in
 * it. What a removal that was cut off leaves is superseded data. The record is not read: it may be
 * damaged.
 */
final class CaseRemoval {
  private CaseRemoval() {}

  /** Does nothing if there is no such case. */
  static void remove(DatasetFolder folder, String name, DurableFiles files) {
    if (!Files.isDirectory(folder.caseFolder(name))) {
      return;
    }
    files.delete(folder.caseFile(name));
    files.syncFolder(folder.caseFolder(name));
    SupersededData.volumesOf(folder, name).forEach(files::delete);
    files.syncFolder(folder.caseFolder(name));
    if (StagingFolder.list(folder.caseFolder(name)).isEmpty()) {
      files.delete(folder.caseFolder(name));
      files.syncFolder(folder.casesFolder());
    }
  }
}
