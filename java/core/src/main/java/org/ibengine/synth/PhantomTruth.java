package org.ibengine.synth;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import org.ibengine.label.Connectivity;
import org.ibengine.volume.Box;
import org.ibengine.volume.Index3;
import org.ibengine.volume.Size3;

/**
 * What is known about a phantom's lesions from the way they were made, without labelling the mask:
 * the lesions, and the components they form under each connectivity. Immutable.
 */
public final class PhantomTruth {
  /**
   * One lesion as it was placed.
   *
   * @param id from 1, in the order of placement
   * @param box the smallest that holds its voxels
   * @param touches {@code none}, or what it shares with the other lesion of its pair: {@code face},
   *     {@code edge}, {@code corner}
   */
  public record TrueLesion(
      int id, int group, Index3 centre, long voxels, Box box, String touches) {}

  /**
   * One component, numbered as {@link org.ibengine.label.Instance} is.
   *
   * @param lesions ids of the lesions it consists of
   */
  public record TrueComponent(int id, long voxels, Box box, List<Integer> lesions) {}

  private record Measured(Lesion lesion, long voxels, Box box, long firstKey) {}

  private final Size3 size;
  private final List<Measured> lesions;

  PhantomTruth(Size3 size, List<Lesion> lesions) {
    this.size = size;
    this.lesions = lesions.stream().map(this::measure).toList();
  }

  public List<TrueLesion> lesions() {
    return lesions.stream()
        .map(
            measured -> {
              Lesion lesion = measured.lesion();
              return new TrueLesion(
                  lesion.id(),
                  lesion.group(),
                  lesion.centre(),
                  measured.voxels(),
                  measured.box(),
                  lesion.contact().name().toLowerCase(Locale.ROOT));
            })
        .toList();
  }

  /** In the order of {@code scipy.ndimage.label} on the (x, y, z) array. */
  public List<TrueComponent> components(Connectivity connectivity) {
    List<List<Measured>> merged = new ArrayList<>(byGroup(connectivity));
    merged.sort(Comparator.comparingLong(PhantomTruth::firstKey));
    List<TrueComponent> components = new ArrayList<>();
    for (List<Measured> parts : merged) {
      components.add(component(components.size() + 1, parts));
    }
    return List.copyOf(components);
  }

  /** Voxels of all lesions together. */
  public long foregroundVoxels() {
    return lesions.stream().mapToLong(Measured::voxels).sum();
  }

  private List<List<Measured>> byGroup(Connectivity connectivity) {
    Map<Integer, List<Measured>> groups = new TreeMap<>();
    List<List<Measured>> merged = new ArrayList<>();
    for (Measured measured : lesions) {
      if (joins(measured.lesion().contact(), connectivity)) {
        groups.computeIfAbsent(measured.lesion().group(), group -> new ArrayList<>()).add(measured);
      } else {
        merged.add(List.of(measured));
      }
    }
    merged.addAll(groups.values());
    return merged;
  }

  private static boolean joins(Lesion.Contact contact, Connectivity connectivity) {
    return switch (contact) {
      case NONE -> false;
      case FACE -> true;
      case EDGE -> connectivity != Connectivity.FACE_6;
      case CORNER -> connectivity == Connectivity.CORNER_26;
    };
  }

  private static TrueComponent component(int id, List<Measured> parts) {
    Box box = parts.get(0).box();
    long voxels = 0;
    List<Integer> ids = new ArrayList<>();
    for (Measured part : parts) {
      box = hull(box, part.box());
      voxels += part.voxels();
      ids.add(part.lesion().id());
    }
    return new TrueComponent(id, voxels, box, List.copyOf(ids));
  }

  private static long firstKey(List<Measured> parts) {
    return parts.stream().mapToLong(Measured::firstKey).min().orElseThrow();
  }

  private Measured measure(Lesion lesion) {
    long voxels = 0;
    long firstKey = Long.MAX_VALUE;
    Box box = boxAt(lesion.centre());
    for (int z = lesion.zBegin(); z < lesion.zEnd(size); z++) {
      for (int y = lesion.yBegin(); y < lesion.yEnd(size); y++) {
        int reach = lesion.reachAt(y, z);
        if (reach >= 0) {
          int begin = lesion.xBegin(reach);
          int end = lesion.xEnd(reach, size);
          voxels += end - begin;
          firstKey = Math.min(firstKey, ((long) begin * size.y() + y) * size.z() + z);
          box = hull(box, new Box(new Index3(begin, y, z), new Index3(end, y + 1, z + 1)));
        }
      }
    }
    return new Measured(lesion, voxels, box, firstKey);
  }

  private static Box boxAt(Index3 voxel) {
    return new Box(voxel, new Index3(voxel.x() + 1, voxel.y() + 1, voxel.z() + 1));
  }

  private static Box hull(Box a, Box b) {
    return new Box(
        new Index3(
            Math.min(a.begin().x(), b.begin().x()),
            Math.min(a.begin().y(), b.begin().y()),
            Math.min(a.begin().z(), b.begin().z())),
        new Index3(
            Math.max(a.end().x(), b.end().x()),
            Math.max(a.end().y(), b.end().y()),
            Math.max(a.end().z(), b.end().z())));
  }
}
