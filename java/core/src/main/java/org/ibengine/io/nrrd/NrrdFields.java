package org.ibengine.io.nrrd;

import java.nio.file.Path;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.ibengine.error.DatasetException;
import org.ibengine.io.DecodedFile;
import org.ibengine.io.HeaderField;
import org.ibengine.io.HeaderLines;
import org.ibengine.text.Text;

/**
 * The lines {@code field: value} of a header. Fields are found by their name in small letters and
 * without blanks: {@code data file} and {@code datafile} are one.
 */
final class NrrdFields {
  private static final Pattern MAGIC = Pattern.compile("NRRD(000([1-5])|00\\.01)");
  private static final Pattern FIELD = Pattern.compile("([^:]+): ?(.*)", Pattern.DOTALL);
  private static final int SHOWN = 40;
  private static final String LIST = "LIST";

  private static final Set<String> KNOWN =
      Set.of(
          "axismaxs",
          "axismins",
          "blocksize",
          "byteskip",
          "centerings",
          "centers",
          "content",
          "datafile",
          "dimension",
          "encoding",
          "endian",
          "kinds",
          "labels",
          "lineskip",
          "max",
          "measurementframe",
          "min",
          "number",
          "oldmax",
          "oldmin",
          "sampleunits",
          "sizes",
          "space",
          "spacedimension",
          "spacedirections",
          "spaceorigin",
          "spaceunits",
          "spacings",
          "thicknesses",
          "type",
          "units");

  private final Path path;
  private final int version;
  private final Map<String, HeaderField> fields = new HashMap<>();

  private NrrdFields(Path path, int version) {
    this.path = path;
    this.version = version;
  }

  /**
   * Reads to the end of the header: an empty line, after which voxels may follow, the end of the
   * file, or the line after which the names of data files follow.
   */
  static NrrdFields read(Path path, DecodedFile file) {
    NrrdFields header = new NrrdFields(path, version(path, HeaderLines.next(file)));
    String line = HeaderLines.next(file);
    while (line != null && !line.isEmpty()) {
      header.add(line);
      if (header.find("datafile").filter(NrrdFields::isList).isPresent()) {
        return header;
      }
      line = HeaderLines.next(file);
    }
    return header;
  }

  static boolean isList(HeaderField dataFile) {
    return !dataFile.words().isEmpty() && dataFile.words().get(0).equals(LIST);
  }

  private static int version(Path path, String first) {
    Matcher magic = MAGIC.matcher(first == null ? "" : first);
    if (!magic.matches()) {
      throw new DatasetException(
          path,
          Text.format(
              "an NRRD file begins with a line NRRD0001 to NRRD0005, this one with %s",
              shown(first == null ? "" : first)));
    }
    return magic.group(2) == null ? 1 : Integer.parseInt(magic.group(2));
  }

  private void add(String line) {
    int pair = line.indexOf(":=");
    boolean remark = line.startsWith("#") || pair >= 0 && pair == line.indexOf(':');
    if (remark) {
      return; // comments and keys of the user's own
    }
    Matcher parts = FIELD.matcher(line);
    if (!parts.matches()) {
      throw refused("an NRRD header has lines of field: value, one was: %s", shown(line));
    }
    HeaderField field = new HeaderField(path, parts.group(1).strip(), parts.group(2).strip());
    String name = field.key().toLowerCase(Locale.ROOT).replaceAll("\\s+", "");
    if (!KNOWN.contains(name)) {
      throw field.refused("NRRD has no such field; a key of your own takes := instead of :");
    }
    HeaderField other = fields.putIfAbsent(name, field);
    if (other != null) {
      throw field.refused("the field is given twice, before as %s", other.value());
    }
  }

  private static String shown(String line) {
    return "\"" + line.substring(0, Math.min(SHOWN, line.length())) + "\"";
  }

  Path path() {
    return path;
  }

  int version() {
    return version;
  }

  Optional<HeaderField> find(String name) {
    return Optional.ofNullable(fields.get(name));
  }

  HeaderField need(String name) {
    return find(name).orElseThrow(() -> refused("has no field %s, which is needed", name));
  }

  DatasetException refused(String format, Object... values) {
    return new DatasetException(path, Text.format(format, values));
  }
}
