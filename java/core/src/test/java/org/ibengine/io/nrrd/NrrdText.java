package org.ibengine.io.nrrd;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;

/** A header of NRRD, field by field, and 48 bytes of voxels; valid unless told. */
final class NrrdText {
  private final Map<String, String> fields = new LinkedHashMap<>();
  private String magic = "NRRD0005";
  private String more = "";

  NrrdText() {
    with("type", "short").with("dimension", "3").with("sizes", "4 3 2");
    with("endian", "little").with("encoding", "raw").with("space", "RAS");
    with("space directions", "(1,0,0) (0,2,0) (0,0,3)").with("space origin", "(4,5,6)");
  }

  NrrdText magic(String text) {
    magic = text;
    return this;
  }

  /** Null leaves the field out. */
  NrrdText with(String field, String value) {
    if (value == null) {
      fields.remove(field);
    } else {
      fields.put(field, value);
    }
    return this;
  }

  /** Lines after the fields, each with its end. */
  NrrdText more(String lines) {
    more = lines;
    return this;
  }

  byte[] header() {
    StringBuilder text = new StringBuilder(magic).append('\n');
    fields.forEach((field, value) -> text.append(field).append(": ").append(value).append('\n'));
    return text.append(more).toString().getBytes(StandardCharsets.ISO_8859_1);
  }

  byte[] withVoxels(byte... voxels) {
    ByteArrayOutputStream all = new ByteArrayOutputStream();
    all.writeBytes(header());
    all.write('\n');
    all.writeBytes(voxels);
    return all.toByteArray();
  }

  Path writeTo(Path path) {
    try {
      return Files.write(path, withVoxels(new byte[48]));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  Path writeHeaderTo(Path path) {
    try {
      return Files.write(path, header());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
