package org.ibengine.ratio;

import java.nio.file.Path;
import java.util.List;
import org.ibengine.backend.Backend;
import org.ibengine.froc.FrocTruth;
import org.ibengine.gzip.GzipCodec;
import org.ibengine.gzip.GzipProviders;
import org.ibengine.io.ImageFiles;
import org.ibengine.label.Connectivity;
import org.ibengine.label.Instance;
import org.ibengine.volume.Geometry;

/** A mask in a file. It is read whole, and its instances are found anew. */
final class MaskRatioCase implements RatioCase {
  private final String name;
  private final Path file;
  private final FrocTruth mask;
  private final GzipCodec codec = GzipProviders.best().codec();

  MaskRatioCase(String name, Path file) {
    this.name = name;
    this.file = file;
    this.mask = FrocTruth.ofImage(file);
  }

  @Override
  public String name() {
    return name;
  }

  @Override
  public Geometry geometry() {
    return ImageFiles.readHeader(file, codec).geometry();
  }

  @Override
  public long readingBytes() {
    return mask.peakBytes(codec);
  }

  @Override
  public Loaded read(Backend backend) {
    try (FrocTruth.Mask labels = mask.read(backend)) {
      Foreground foreground = Foreground.of(labels.voxels());
      List<Instance> found =
          backend.labelComponents(labels.voxels(), Connectivity.FACE_6).instances();
      return new Loaded(name, labels.geometry().spacing(), foreground, found);
    }
  }
}
