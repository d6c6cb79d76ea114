package org.ibengine.dataset;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.ibengine.backend.Backend;
import org.ibengine.error.OwnPartException;
import org.ibengine.index.CaseIndex;
import org.ibengine.index.DatasetIndex;
import org.ibengine.index.ModalityIndex;
import org.ibengine.store.CaseIndexCheck;
import org.ibengine.store.ServedVolume;
import org.ibengine.text.Text;
import org.ibengine.volume.VoxelType;

/** Opens what a {@link CaseSource} gives, as the volumes layout of a folder is opened. */
public final class SourceOpener {
  private final CaseSource source;
  private final DatasetIndex index;

  private SourceOpener(CaseSource source, DatasetIndex index) {
    this.source = source;
    this.index = index;
  }

  /**
   * Asks for the cases; reads label maps only where the patch size is not that of their windows.
   *
   * @throws IllegalArgumentException if the request asks for a modality that a case lacks
   * @throws OwnPartException if the source fails, has no case, or one that no label map can have
   */
  public static OpenedDataset open(CaseSource source, OpenRequest request, Backend backend) {
    SourceOpener opener = new SourceOpener(source, cases(source));
    return new VolumesOpener(
            opener.index,
            (position, names, opened) -> opened.apply(opener.volumes(position, names)),
            request.of(opener.modalities(request)),
            backend)
        .open(request.threads(), request.instances());
  }

  private static DatasetIndex cases(CaseSource source) {
    DatasetIndex index;
    try {
      index = Objects.requireNonNull(source.cases(), "it gave null");
    } catch (OwnPartException e) {
      throw e; // of a volume that it measures, which is named
    } catch (Exception e) { // other languages throw checked ones undeclared
      throw new OwnPartException("the source of cases could not list them: " + e, e);
    }
    if (index.cases().isEmpty()) {
      throw new OwnPartException("the source of cases has none; give it at least one");
    }
    index.cases().forEach(SourceOpener::requireSound);
    return index;
  }

  private static void requireSound(CaseIndex item) {
    try {
      CaseIndexCheck.require(item);
      if (item.modalities().stream().anyMatch(one -> one.name().equals(CaseSource.LABEL))) {
        throw new IllegalArgumentException(
            "no modality may be called label, as the label map is; rename it");
      }
      for (int i = 0; i < item.instances().size(); i++) {
        if (item.instances().get(i).id() != i + 1) {
          throw new IllegalArgumentException("ids of instances must count from 1");
        }
      }
    } catch (IllegalArgumentException | ArithmeticException e) {
      throw new OwnPartException(
          Text.format("case %s of the source: %s", item.name(), e.getMessage()), e);
    }
  }

  private List<String> modalities(OpenRequest request) {
    List<String> wanted =
        request.modalities().isEmpty() ? index.options().modalities() : request.modalities();
    if (wanted.isEmpty()) {
      throw new OwnPartException(
          "the options in the index of the source must name its modalities, name none");
    }
    for (CaseIndex item : index.cases()) {
      List<String> present = item.modalities().stream().map(ModalityIndex::name).toList();
      for (String name : wanted) {
        if (!present.contains(name)) {
          throw new IllegalArgumentException(
              Text.format(
                  "case %s of the source has modalities %s, not %s; choose modalities that every case has",
                  item.name(), present, name));
        }
      }
    }
    return wanted;
  }

  private VolumesOpener.Located volumes(int position, List<String> names) {
    CaseIndex item = index.cases().get(position);
    Map<String, ServedVolume> volumes = new LinkedHashMap<>();
    names.forEach(name -> volumes.put(name, volume(item, name)));
    return new VolumesOpener.Located(item, volumes);
  }

  private ServedVolume volume(CaseIndex item, String name) {
    VoxelType type =
        item.modalities().stream()
            .filter(modality -> modality.name().equals(name))
            .map(ModalityIndex::type)
            .findFirst()
            .orElse(VoxelType.UINT8); // the label map
    return new ServedVolume(
        item.name(),
        name,
        item.geometry().size(),
        type,
        (rows, into) -> source.read(item.name(), name, rows, into));
  }
}
