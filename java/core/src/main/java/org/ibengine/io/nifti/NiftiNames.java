package org.ibengine.io.nifti;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.ibengine.error.DatasetException;
import org.ibengine.io.ImageName;
import org.ibengine.io.ImageName.Kind;
import org.ibengine.text.Text;

/** Which names NIfTI files have, and which of them belong together. */
final class NiftiNames {
  private static final Pattern NAME =
      Pattern.compile("(.+)\\.(nii|hdr|img)(\\.gz)?", Pattern.CASE_INSENSITIVE | Pattern.DOTALL);

  private NiftiNames() {}

  static Optional<ImageName> of(String name) {
    Matcher parts = NAME.matcher(name);
    return parts.matches()
        ? Optional.of(new ImageName(kind(parts.group(2)), parts.group(1)))
        : Optional.empty();
  }

  private static Kind kind(String ending) {
    return switch (ending.charAt(0)) {
      case 'n', 'N' -> Kind.WHOLE;
      case 'h', 'H' -> Kind.PAIR_HEADER;
      default -> Kind.PAIR_IMAGE;
    };
  }

  private record Named(Path file, ImageName name) {}

  /** Refuses halves of pairs without their other half, and voxels that are there twice. */
  static void requireWholePairs(List<Path> files) {
    List<Named> headers = named(files, Kind.PAIR_HEADER);
    Set<String> stems = headers.stream().map(it -> it.name().stem()).collect(Collectors.toSet());
    Map<String, Path> voxels = new TreeMap<>();
    for (Named half : named(files, Kind.PAIR_IMAGE)) {
      String stem = half.name().stem();
      Path other = voxels.putIfAbsent(stem, half.file());
      if (other != null) {
        throw new DatasetException(
            half.file(),
            Text.format(
                "two files give the voxels of %s.hdr, the other is %s; remove one",
                stem, other.getFileName()));
      }
      if (!stems.contains(stem)) {
        throw lonely(half.file(), stem + ".hdr");
      }
    }
    for (Named half : headers) {
      if (!voxels.containsKey(half.name().stem())) {
        throw lonely(half.file(), half.name().stem() + ".img");
      }
    }
  }

  private static List<Named> named(List<Path> files, Kind kind) {
    List<Named> found = new ArrayList<>();
    for (Path file : files) {
      of(ImageName.composed(file.getFileName().toString()))
          .filter(name -> name.kind() == kind)
          .ifPresent(name -> found.add(new Named(file, name)));
    }
    return found;
  }

  private static DatasetException lonely(Path half, String missing) {
    return new DatasetException(
        half,
        Text.format(
            "is half of a .hdr/.img pair, the other half is missing: %s; add it, or remove this file",
            missing));
  }
}
