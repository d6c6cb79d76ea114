package org.ibengine.cli.measure;

import java.nio.ByteBuffer;
import java.util.StringJoiner;
import java.util.stream.Collectors;
import java.util.zip.CRC32C;
import org.ibengine.Batch;
import org.ibengine.BatchItem;
import org.ibengine.error.Printable;
import org.ibengine.tensor.BatchPart;
import org.ibengine.tensor.Tensor;
import org.ibengine.text.Text;

/**
 * What a batch holds, on one line: step, rank, items ({@code case#instance}, {@code case#-} for
 * background), CRC-32C of the bytes of each {@link BatchPart} of the batch but counts in that
 * order, with tabs between. Equal for equal batches, whatever backend or threads made them.
 */
public final class BatchDigest {
  private static final int CHUNK = 1 << 20;

  private BatchDigest() {}

  public static String line(Batch batch, int rank) {
    StringJoiner line = new StringJoiner("\t");
    line.add(Integer.toString(batch.step())).add(Integer.toString(rank));
    line.add(batch.items().stream().map(BatchDigest::name).collect(Collectors.joining(",")));
    batch.parts().stream()
        .filter(part -> part != BatchPart.FOREGROUND) // follows from the label
        .forEach(part -> line.add(crc32c(batch.tensor(part))));
    return line.toString();
  }

  static String name(BatchItem item) {
    return Printable.line(item.caseName()) + "#" + (item.positive() ? item.instance().id() : "-");
  }

  private static String crc32c(Tensor tensor) {
    CRC32C checksum = new CRC32C();
    ByteBuffer chunk = ByteBuffer.allocate((int) Math.min(CHUNK, tensor.sizeBytes()));
    for (long at = 0; at < tensor.sizeBytes(); at += CHUNK) {
      chunk.clear().limit((int) Math.min(CHUNK, tensor.sizeBytes() - at));
      tensor.copyTo(at, chunk);
      checksum.update(chunk.flip());
    }
    return Text.format("%08x", checksum.getValue());
  }
}
