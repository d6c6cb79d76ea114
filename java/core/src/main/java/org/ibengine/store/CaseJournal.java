package org.ibengine.store;

import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.ibengine.error.DatasetException;
import org.ibengine.text.Text;

/**
 * Replaces a case as a whole. The order of the steps makes every point between them recoverable:
 * {@code pending.json} names every file that is or was the case's, then {@code case.json} goes (the
 * case is absent), then files go and come, then the new {@code case.json} comes (the case is
 * whole), then {@code pending.json} goes. So where both files exist nothing has happened yet, or
 * all; where only {@code pending.json} exists, what it names is ours and worthless.
 */
final class CaseJournal {
  private final DatasetFolder folder;
  private final DurableFiles files;
  private final String name;

  CaseJournal(DatasetFolder folder, DurableFiles files, String name) {
    this.folder = folder;
    this.files = files;
    this.name = name;
  }

  /**
   * Puts the staged files and the record in the place of what {@code outdated} names.
   *
   * @param staging holds each output of the record, on the disk
   * @throws DatasetException if a file that is not the case's is in the way, or one of them is
   *     another case's; nothing has changed
   */
  void replace(List<OutputFile> outdated, CaseRecord record, CaseStaging staging) {
    Set<String> before = paths(outdated);
    Set<String> after = paths(record.outputs());
    refuseForeign(before, after, staging);
    for (String path : filesOfOthers(before)) {
      throw new DatasetException(
          folder.caseFile(name),
          Text.format(
              "must name no file of another case, names %s; restore it, or remove it", path));
    }
    prepareFolders(after);
    Path newRecord = staging.file("case.json");
    files.write(newRecord, CaseJson.write(record));
    staging.give();
    announce(before, after, staging);
    files.delete(folder.caseFile(name));
    files.syncFolder(folder.caseFolder(name));
    before.stream()
        .filter(path -> !after.contains(path))
        .map(folder::resolve)
        .forEach(files::delete);
    for (String path : after) {
      if (!staging.isInPlace(path)) {
        files.rename(staging.file(path), folder.resolve(path));
      }
    }
    syncFolders(before, after);
    files.rename(newRecord, folder.caseFile(name));
    files.syncFolder(folder.caseFolder(name));
    files.delete(folder.pendingFile(name));
  }

  /**
   * Undoes or finishes a replacement that was cut off.
   *
   * @throws DatasetException if {@code pending.json} names what cannot be the case's; nothing has
   *     changed
   */
  void recover() {
    Path pending = folder.pendingFile(name);
    if (!Files.exists(pending, LinkOption.NOFOLLOW_LINKS)) {
      return;
    }
    if (!Files.exists(folder.caseFile(name))) {
      Set<String> paths = announced();
      paths.stream().map(folder::resolve).forEach(files::delete);
      syncFolders(paths, Set.of());
    }
    files.delete(pending);
    files.syncFolder(folder.caseFolder(name));
  }

  /**
   * What an unfinished replacement may remove; empty if none was cut off in between.
   *
   * @throws DatasetException as {@link #recover}
   */
  Set<String> announced() {
    Path pending = folder.pendingFile(name);
    if (!Files.exists(pending, LinkOption.NOFOLLOW_LINKS) || Files.exists(folder.caseFile(name))) {
      return Set.of();
    }
    JsonObject json = JsonObject.read(pending, JsonObject.MOST_CASE_BYTES);
    DatasetJson.checkVersion(json);
    if (!json.text("case").equals(name)) {
      throw json.damaged(
          "case", Text.format("must be %s as its folder, was %s", name, json.text("case")));
    }
    Set<String> paths = new LinkedHashSet<>();
    json.objects("files").forEach(file -> paths.add(OwnPaths.check(file, "path", name)));
    for (String path : paths) {
      if (Files.isDirectory(folder.resolve(path), LinkOption.NOFOLLOW_LINKS)) {
        throw json.damaged("path", "must be a file, is a folder: " + path);
      }
    }
    for (String path : filesOfOthers(paths)) {
      throw json.damaged("path", "must be a file of no other case, was " + path);
    }
    return paths;
  }

  /** Where one case's name begins with another's, a file name alone does not say whose it is. */
  private List<String> filesOfOthers(Set<String> paths) {
    return DatasetReader.caseNames(folder).stream()
        .filter(other -> !other.equals(name) && OwnPaths.canBeMixedUp(name, other))
        .filter(other -> Files.exists(folder.caseFile(other)))
        .flatMap(other -> DatasetReader.readCase(folder, other).outputs().stream())
        .map(OutputFile::path)
        .filter(paths::contains)
        .toList();
  }

  private void refuseForeign(Set<String> before, Set<String> after, CaseStaging staging) {
    for (String path : after) {
      Path target = folder.resolve(path);
      if (!before.contains(path)
          && !staging.isInPlace(path)
          && Files.exists(target, LinkOption.NOFOLLOW_LINKS)) {
        throw new DatasetException(
            target,
            "exists and is not a file of case "
                + name
                + " here; nothing foreign is overwritten: move it away or choose another folder");
      }
    }
  }

  private void prepareFolders(Set<String> paths) {
    files.createFolders(folder.caseFolder(name));
    folders(paths).forEach(files::createFolders);
    files.syncFolder(folder.casesFolder());
    files.syncFolder(folder.root());
  }

  private void announce(Set<String> before, Set<String> after, CaseStaging staging) {
    Set<String> all = new LinkedHashSet<>(before);
    all.addAll(after);
    Path announcement = staging.file("pending.json");
    files.write(
        announcement,
        JsonText.object(
            json -> {
              DatasetJson.writeVersion(json, 1);
              json.writeStringField("case", name);
              json.writeArrayFieldStart("files");
              for (String path : all) {
                json.writeStartObject();
                json.writeStringField("path", path);
                json.writeEndObject();
              }
              json.writeEndArray();
            }));
    files.rename(announcement, folder.pendingFile(name));
    files.syncFolder(folder.caseFolder(name));
  }

  private void syncFolders(Set<String> before, Set<String> after) {
    Set<Path> touched = folders(before);
    touched.addAll(folders(after));
    touched.stream().filter(Files::exists).forEach(files::syncFolder);
  }

  private Set<Path> folders(Set<String> paths) {
    Set<Path> folders = new LinkedHashSet<>();
    paths.forEach(path -> folders.add(folder.resolve(path).getParent()));
    return folders;
  }

  private static Set<String> paths(List<OutputFile> outputs) {
    Set<String> paths = new LinkedHashSet<>();
    outputs.forEach(output -> paths.add(output.path()));
    return paths;
  }
}
