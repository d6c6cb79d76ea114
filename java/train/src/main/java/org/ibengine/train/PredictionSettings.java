package org.ibengine.train;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.zip.CRC32C;
import java.util.zip.CheckedInputStream;
import org.ibengine.error.DatasetException;
import org.ibengine.io.IoReason;
import org.ibengine.predict.WindowStitcher;
import org.ibengine.text.Text;
import org.ibengine.volume.Size3;

/** What predictions depend on besides the data, as {@code predict.json} has it. */
final class PredictionSettings {
  private PredictionSettings() {}

  /**
   * @param weights the file with them, which must exist
   */
  static ObjectNode json(Path weights, WindowOptions windows, WindowStitcher.Layout layout) {
    ObjectNode json = JsonNodeFactory.instance.objectNode();
    json.put("weightsCrc32c", crc32c(weights));
    put(json, "window", layout.window());
    put(json, "stride", layout.stride());
    json.put("blend", layout.blend().label());
    json.put("average", windows.averaged().label());
    json.put("output", windows.written().label());
    json.put("flips", windows.flips().label());
    return json;
  }

  private static void put(ObjectNode json, String field, Size3 size) {
    json.putArray(field).add(size.x()).add(size.y()).add(size.z());
  }

  private static String crc32c(Path file) {
    CRC32C checksum = new CRC32C();
    try (InputStream in = new CheckedInputStream(Files.newInputStream(file), checksum)) {
      in.transferTo(OutputStream.nullOutputStream());
    } catch (IOException e) {
      throw new DatasetException(file, "cannot be read: " + IoReason.of(e), e);
    }
    return Text.format("%08x", checksum.getValue());
  }
}
