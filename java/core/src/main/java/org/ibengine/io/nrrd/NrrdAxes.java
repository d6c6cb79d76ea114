package org.ibengine.io.nrrd;

import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.ibengine.io.HeaderField;
import org.ibengine.io.StoredType;
import org.ibengine.volume.Size3;
import org.ibengine.volume.Sums;

/**
 * How many axes there are and what they mean: x, y, z and, if there is a fourth, channels.
 *
 * @param channels at least 1
 * @param count 3 or 4
 */
record NrrdAxes(Size3 size, int channels, int count) {
  private static final Set<String> OF_SPACE = Set.of("domain", "space", "???", "none");
  private static final Set<String> OF_CHANNELS = Set.of("list", "vector", "time", "???", "none");

  static NrrdAxes of(NrrdFields fields, StoredType type) {
    HeaderField dimension = fields.need("dimension");
    long count = dimension.whole(1, 16);
    if (count != 3 && count != 4) {
      throw dimension.refused("must be 3, or 4 if the last axis counts channels");
    }
    HeaderField sizes = fields.need("sizes");
    long[] size = sizes.sizes((int) count);
    if (Sums.product(Sums.product(size), type.sizeBytes()) == Long.MAX_VALUE) {
      throw sizes.refused("an image holds less than 2^63 bytes");
    }
    fields.find("kinds").ifPresent(kinds -> requireKinds(kinds, (int) count));
    int channels = count == 4 ? (int) size[3] : 1;
    return new NrrdAxes(
        new Size3((int) size[0], (int) size[1], (int) size[2]), channels, (int) count);
  }

  private static void requireKinds(HeaderField field, int count) {
    List<String> kinds = field.words(count);
    for (int axis = 0; axis < count; axis++) {
      Set<String> allowed = axis < 3 ? OF_SPACE : OF_CHANNELS;
      if (!allowed.contains(kinds.get(axis).toLowerCase(Locale.ROOT))) {
        throw field.refused(
            "three axes of space (domain or space) are read, and after them a list of channels;"
                + " save one volume per file");
      }
    }
  }
}
