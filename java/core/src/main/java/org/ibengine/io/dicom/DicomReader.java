package org.ibengine.io.dicom;

import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import org.ibengine.error.DatasetException;
import org.ibengine.gzip.GzipCodec;
import org.ibengine.io.ChannelChoice;
import org.ibengine.io.Image;
import org.ibengine.io.ImageHeader;
import org.ibengine.io.ImageName;
import org.ibengine.io.ImageReader;
import org.ibengine.io.VoxelSink;
import org.ibengine.volume.BufferAllocator;

/** Knows DICOM, of which a file is a slice, and reads none of it. Thread-safe. */
public final class DicomReader implements ImageReader {
  private static final Pattern NAME =
      Pattern.compile(".+\\.(dcm|dicom|ima)", Pattern.CASE_INSENSITIVE | Pattern.DOTALL);
  private static final String REMEDY = "convert it to NIfTI (dcm2niix -z y -o OUT FOLDER)";

  /** Holds nothing: one does for all. */
  public DicomReader() {}

  static boolean isName(String name) {
    return NAME.matcher(name).matches();
  }

  @Override
  public Optional<ImageName> nameOf(String name) {
    return isName(name)
        ? Optional.of(new ImageName(ImageName.Kind.UNREAD_IMAGE, name))
        : Optional.empty();
  }

  @Override
  public List<String> endings() {
    return List.of();
  }

  @Override
  public Optional<String> refusalOf(Path folder) {
    return DicomFolder.holdsSeries(folder)
        ? Optional.of("holds DICOM files, which are not read; " + REMEDY)
        : Optional.empty();
  }

  private static DatasetException refusal(Path path) {
    return new DatasetException(path, "is DICOM, which is not read; " + REMEDY);
  }

  @Override
  public List<Path> filesOf(Path path) {
    return List.of(path);
  }

  @Override
  public ImageHeader readHeader(Path path, GzipCodec codec) {
    throw refusal(path);
  }

  @Override
  public ImageHeader readCheckedHeader(Path path, GzipCodec codec) {
    throw refusal(path);
  }

  @Override
  public List<Image> read(
      Path path,
      ChannelChoice channels,
      BufferAllocator allocator,
      GzipCodec codec,
      MessageDigest digest) {
    throw refusal(path);
  }

  @Override
  public ImageHeader stream(Path path, ChannelChoice channel, GzipCodec codec, VoxelSink sink) {
    throw refusal(path);
  }

  @Override
  public long peakBytes(ImageHeader header) {
    throw refusal(header.path());
  }
}
