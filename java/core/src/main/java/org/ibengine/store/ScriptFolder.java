package org.ibengine.store;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.ibengine.error.DatasetException;
import org.ibengine.gzip.GzipCodec;
import org.ibengine.io.ImageFiles;
import org.ibengine.io.IoReason;
import org.ibengine.store.DatasetFolder.PatchKind;
import org.ibengine.text.Text;
import org.ibengine.volume.Geometry;

/**
 * A folder written by the published IB-sampling script: {@code lesion_patches} and {@code
 * background_patches}, no {@code dataset.json}. Described only by its file names. Immutable.
 */
public final class ScriptFolder {
  private static final int NAMED_IN_MESSAGES = 5;

  private record Key(String caseName, PatchKind kind, int number) {}

  private static final Comparator<Key> ORDER =
      Comparator.comparing(Key::caseName).thenComparing(Key::kind).thenComparing(Key::number);

  private final Path root;
  private final Map<Key, Path> labels = new TreeMap<>(ORDER);
  private final Map<Key, Map<String, Path>> images = new TreeMap<>(ORDER);

  private ScriptFolder(Path root) {
    this.root = root;
  }

  /** Whether the folder holds patches and is not a dataset folder of this engine. */
  public static boolean isOne(Path root) {
    return !DatasetReader.isDataset(root)
        && (Files.isDirectory(root.resolve(DatasetFolder.LESION_PATCHES))
            || Files.isDirectory(root.resolve(DatasetFolder.BACKGROUND_PATCHES)));
  }

  /**
   * Lists the files; blocks on the disk. Files that are not images are ignored.
   *
   * @throws DatasetException if a name is not one of the script's, can be read in two ways, or
   *     appears twice (as {@code .nii} and {@code .nii.gz})
   */
  public static ScriptFolder open(Path root) {
    List<ScriptFile> files = new ArrayList<>();
    files.addAll(list(root.resolve(DatasetFolder.LESION_PATCHES), PatchKind.POSITIVE));
    files.addAll(list(root.resolve(DatasetFolder.BACKGROUND_PATCHES), PatchKind.NEGATIVE));
    ScriptNames names = new ScriptNames(files);
    ScriptFolder folder = new ScriptFolder(root);
    for (ScriptFile file : files) {
      folder.add(file, names);
    }
    return folder;
  }

  private static List<ScriptFile> list(Path folder, PatchKind kind) {
    if (!Files.isDirectory(folder)) {
      return List.of();
    }
    try (Stream<Path> entries = Files.list(folder)) {
      return entries
          .filter(ImageFiles::isImage)
          .sorted()
          .map(path -> ScriptFile.of(path, kind))
          .toList();
    } catch (UncheckedIOException e) {
      throw new DatasetException(folder, "cannot be read: " + IoReason.of(e.getCause()), e);
    } catch (IOException e) {
      throw new DatasetException(folder, "cannot be read: " + IoReason.of(e), e);
    }
  }

  private void add(ScriptFile file, ScriptNames names) {
    Path before;
    if (file.isLabel()) {
      Key key = new Key(file.labelledCase(), file.kind(), file.number());
      before = labels.put(key, file.path());
      images.computeIfAbsent(key, missing -> new HashMap<>());
    } else {
      ScriptNames.Reading reading = names.read(file);
      Key key = new Key(reading.caseName(), file.kind(), file.number());
      before =
          images
              .computeIfAbsent(key, missing -> new HashMap<>())
              .put(reading.modality(), file.path());
    }
    if (before != null) {
      throw new DatasetException(
          file.path(),
          Text.format(
              "a patch has one file per modality, but this one and %s are the same; remove one",
              before.getFileName()));
    }
  }

  public Path root() {
    return root;
  }

  /** Every modality any patch has, sorted. */
  public List<String> modalities() {
    TreeSet<String> names = new TreeSet<>();
    images.values().forEach(files -> names.addAll(files.keySet()));
    return List.copyOf(names);
  }

  /**
   * All patches, by case name, positives first, then by number.
   *
   * @param wanted the modalities each must have
   * @throws DatasetException naming patches that lack one, or their label
   */
  public List<ScriptPatch> patches(List<String> wanted) {
    List<ScriptPatch> patches = new ArrayList<>();
    List<String> incomplete = new ArrayList<>();
    images.forEach(
        (key, files) -> {
          ScriptPatch patch =
              new ScriptPatch(key.caseName(), key.kind(), key.number(), files, labels.get(key));
          List<String> missing = new ArrayList<>(wanted);
          missing.removeAll(files.keySet());
          if (patch.label() == null) {
            missing.add(DatasetFolder.LABEL);
          }
          if (missing.isEmpty()) {
            patches.add(patch);
          } else {
            incomplete.add(patch.title() + " lacks " + String.join(", ", missing));
          }
        });
    requireComplete(incomplete);
    return patches;
  }

  private void requireComplete(List<String> incomplete) {
    if (!incomplete.isEmpty()) {
      int named = Math.min(NAMED_IN_MESSAGES, incomplete.size());
      throw new DatasetException(
          root,
          Text.format(
              "every patch must have its label and each modality, %d do not: %s%s; restore the files, remove the patch or choose modalities",
              incomplete.size(),
              String.join("; ", incomplete.subList(0, named)),
              named < incomplete.size() ? "; …" : ""));
    }
  }

  /**
   * Size and spacing of a stored patch; reads its header. The affine is that of the whole volume.
   *
   * @throws DatasetException if it has none that can be read
   */
  public static Geometry geometry(Path file, GzipCodec codec) {
    return ImageFiles.readHeader(file, codec).geometry();
  }
}
