package org.ibengine.dataset;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.ibengine.backend.Backend;
import org.ibengine.error.DatasetException;
import org.ibengine.label.Connectivity;
import org.ibengine.label.Instance;
import org.ibengine.place.Usual;
import org.ibengine.plan.NegativeSites;
import org.ibengine.plan.PatchPool;
import org.ibengine.plan.PositiveSite;
import org.ibengine.store.DatasetFolder.PatchKind;
import org.ibengine.store.FileStamp;
import org.ibengine.store.ScriptFolder;
import org.ibengine.store.ScriptPatch;
import org.ibengine.store.StoredSource;
import org.ibengine.store.StoredVolume;
import org.ibengine.store.StoredVolume.Encoding;
import org.ibengine.text.Text;
import org.ibengine.volume.Box;
import org.ibengine.volume.Geometry;
import org.ibengine.volume.Index3;
import org.ibengine.volume.Size3;
import org.ibengine.volume.Volume;
import org.ibengine.volume.VoxelType;
import org.ibengine.work.ParallelReading;

/**
 * Opens a folder of the IB-sampling script: one source a stored patch, positions in its voxels,
 * because the script does not record where in the volume a patch was cut. The instance of a
 * positive patch is the 6-connected component whose box is centred nearest to the patch's centre;
 * its id is the patch's number plus 1.
 */
final class ScriptOpener {
  /** A patch once its label map was looked at; no instance if it is negative. */
  private record Opened(
      ScriptPatch patch, Geometry geometry, StoredSource source, Instance instance) {}

  private final ScriptFolder folder;
  private final OpenRequest request;
  private final Backend backend;
  private final List<String> modalities;

  ScriptOpener(ScriptFolder folder, OpenRequest request, Backend backend) {
    CaseBackground.requireGrid(request.negatives(), folder.root());
    request.whole().requireNone(folder.root());
    this.folder = folder;
    this.request = request;
    this.backend = backend;
    List<String> present = folder.modalities();
    this.modalities = request.modalities().isEmpty() ? present : request.modalities();
    if (!present.containsAll(modalities)) {
      throw new IllegalArgumentException(
          Text.format(
              "%s: has modalities %s, not all of %s; choose among them",
              folder.root(), present, modalities));
    }
  }

  OpenedDataset open() {
    List<ScriptPatch> patches = folder.patches(modalities);
    if (patches.isEmpty()) {
      throw new DatasetException(folder.root(), "holds no patch; run ib prepare");
    }
    List<Opened> opened =
        ParallelReading.map(request.threads(), patches.size(), i -> open(patches.get(i)));
    List<PositiveSite> positives = new ArrayList<>();
    List<NegativeSites.OfSource> negatives = new ArrayList<>();
    for (int i = 0; i < opened.size(); i++) {
      Opened item = opened.get(i);
      Size3 size = item.source().size();
      String name = item.patch().caseName();
      if (item.instance() == null) {
        negatives.add(NegativeSites.OfSource.whole(i, name, size));
      } else {
        Box whole = new Box(Index3.ZERO, new Index3(size.x(), size.y(), size.z()));
        positives.add(new PositiveSite(i, name, size, item.instance(), whole));
      }
    }
    OpenedDataset.Usual usual = new OpenedDataset.Usual(folder.modalities(), usualSize(opened));
    return new OpenedDataset(
            modalities,
            request.patchSize() == null ? usual.patchSize() : request.patchSize(),
            cases(opened),
            opened.stream().map(Opened::source).toList(),
            Collections.nCopies(opened.size(), Index3.ZERO),
            VoxelSpace.STORED_PATCH,
            new PatchPool(positives, new NegativeSites(negatives)))
        .with(Map.of(), usual);
  }

  private Opened open(ScriptPatch patch) {
    try {
      Geometry geometry = ScriptFolder.geometry(patch.label(), backend.gzip());
      StoredSource source = source(patch, geometry.size());
      Instance instance = patch.kind() == PatchKind.POSITIVE ? instance(patch, source) : null;
      return new Opened(patch, geometry, source, instance);
    } catch (DatasetException e) {
      throw new DatasetException(e.path(), patch.title() + ": " + e.reason(), e);
    }
  }

  private StoredSource source(ScriptPatch patch, Size3 size) {
    List<StoredSource.Channel> channels = new ArrayList<>();
    for (String modality : modalities) {
      Path file = patch.modalities().get(modality);
      StoredVolume volume =
          new StoredVolume(file, FileStamp.of(file), Encoding.NIFTI, 0, size, VoxelType.FLOAT32);
      channels.add(StoredSource.Channel.normalised(volume));
    }
    StoredVolume label =
        new StoredVolume(
            patch.label(), FileStamp.of(patch.label()), Encoding.NIFTI, 0, size, VoxelType.UINT8);
    return new StoredSource(patch.title(), patch.caseName(), size, channels, label);
  }

  private Instance instance(ScriptPatch patch, StoredSource source) {
    Volume label = source.label().read(backend::allocate, backend.gzip());
    try {
      return backend.labelComponents(label, Connectivity.FACE_6).instances().stream()
          .min(Comparator.comparingLong(instance -> offCentre(instance.box(), source.size())))
          .map(nearest -> numbered(nearest, patch.number() + 1))
          .orElseThrow(
              () ->
                  new DatasetException(
                      patch.label(),
                      "a positive patch must hold a foreground voxel, has none; remove its files"));
    } finally {
      label.data().close();
    }
  }

  /** Squared distance of the centres in half voxels. */
  private static long offCentre(Box box, Size3 patch) {
    long sum = 0;
    for (int axis = 0; axis < 3; axis++) {
      long off = (long) box.begin().get(axis) + box.end().get(axis) - patch.get(axis);
      sum += off * off;
    }
    return sum;
  }

  private static Instance numbered(Instance found, int id) {
    return new Instance(id, found.voxels(), found.box(), found.centroid(), found.anchors());
  }

  private static Size3 usualSize(List<Opened> opened) {
    return Usual.patchSize(opened.stream().map(item -> item.source().size()).toList());
  }

  private static Map<String, OpenedDataset.Case> cases(List<Opened> opened) {
    Map<String, Geometry> geometries = new LinkedHashMap<>();
    Map<String, Map<Integer, Instance>> instances = new HashMap<>();
    for (Opened item : opened) {
      String name = item.patch().caseName();
      geometries.putIfAbsent(name, item.geometry());
      Map<Integer, Instance> ofCase = instances.computeIfAbsent(name, first -> new HashMap<>());
      if (item.instance() != null) {
        ofCase.put(item.instance().id(), item.instance());
      }
    }
    Map<String, OpenedDataset.Case> cases = new LinkedHashMap<>();
    geometries.forEach(
        (name, geometry) ->
            cases.put(name, new OpenedDataset.Case(name, geometry, instances.get(name))));
    return cases;
  }
}
