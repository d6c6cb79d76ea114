package org.ibengine.store;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.StreamWriteFeature;
import com.fasterxml.jackson.core.json.JsonWriteFeature;
import com.fasterxml.jackson.core.util.DefaultIndenter;
import com.fasterxml.jackson.core.util.DefaultPrettyPrinter;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;
import org.ibengine.volume.Box;
import org.ibengine.volume.Index3;
import org.ibengine.volume.Size3;

/** Writes JSON whose bytes depend on the values only, on every JDK; UTF-8, readable by people. */
final class JsonText {
  private JsonText() {}

  /** Writes the fields of one object. */
  @FunctionalInterface
  interface Body {
    void write(JsonGenerator json) throws IOException;
  }

  static byte[] object(Body body) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (JsonGenerator json = JsonObject.FACTORY.createGenerator(bytes)) {
      // Double.toString differs between JDK 17 and 19
      json.enable(StreamWriteFeature.USE_FAST_DOUBLE_WRITER.mappedFeature());
      json.enable(JsonWriteFeature.WRITE_NAN_AS_STRINGS.mappedFeature());
      json.setPrettyPrinter(new Lines());
      json.writeStartObject();
      body.write(json);
      json.writeEndObject();
      json.writeRaw('\n');
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return bytes.toByteArray();
  }

  /** Breaks lines down to depth 2, so that every instance, source and file has its line. */
  private static final class Lines extends DefaultPrettyPrinter {
    private static final long serialVersionUID = 1L;
    private static final int DEPTH = 2;

    Lines() {
      _objectIndenter = new TopLevel();
      _arrayIndenter = new TopLevel();
      _objectFieldValueSeparatorWithSpaces = ": ";
    }

    @Override
    public DefaultPrettyPrinter createInstance() {
      return new Lines();
    }

    @Override
    public void writeEndArray(JsonGenerator json, int values) throws IOException {
      closeLine(json, values);
      json.writeRaw(']');
    }

    @Override
    public void writeEndObject(JsonGenerator json, int entries) throws IOException {
      closeLine(json, entries);
      json.writeRaw('}');
    }

    private void closeLine(JsonGenerator json, int parts) throws IOException {
      int inside = _nesting--;
      if (parts > 0 && inside <= DEPTH) {
        _objectIndenter.writeIndentation(json, _nesting);
      }
    }

    private static final class TopLevel extends DefaultIndenter {
      private static final long serialVersionUID = 1L;

      TopLevel() {
        super("  ", "\n");
      }

      @Override
      public void writeIndentation(JsonGenerator json, int level) throws IOException {
        if (level <= DEPTH) {
          super.writeIndentation(json, level);
        }
      }
    }
  }

  static void triple(JsonGenerator json, Index3 triple) throws IOException {
    json.writeArray(new int[] {triple.x(), triple.y(), triple.z()}, 0, 3);
  }

  static void triple(JsonGenerator json, Size3 triple) throws IOException {
    json.writeArray(new int[] {triple.x(), triple.y(), triple.z()}, 0, 3);
  }

  static void triples(JsonGenerator json, List<Index3> triples) throws IOException {
    json.writeStartArray();
    for (Index3 triple : triples) {
      triple(json, triple);
    }
    json.writeEndArray();
  }

  static void box(JsonGenerator json, Box box) throws IOException {
    triples(json, List.of(box.begin(), box.end()));
  }

  static void numbers(JsonGenerator json, double... numbers) throws IOException {
    json.writeArray(numbers, 0, numbers.length);
  }
}
