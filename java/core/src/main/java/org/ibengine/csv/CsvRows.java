package org.ibengine.csv;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.ibengine.error.DatasetException;
import org.ibengine.io.IoReason;
import org.ibengine.io.RegularFile;
import org.ibengine.text.Text;

/**
 * Reads CSV as spreadsheets write it: UTF-8 with or without a mark at the start, cells separated by
 * what separates the header ({@code ,}, {@code ;} or a tab), quoted where they hold that, a quote
 * or a line break; lines end in LF or CRLF.
 */
public final class CsvRows {
  private static final int MOST_BYTES = 1 << 28;
  private static final String SEPARATORS = ",;\t";
  private static final char MARK = '\ufeff';

  private final Path file;
  private final String text;
  private final List<Row> rows = new ArrayList<>();
  private int at;
  private int line = 1;

  /**
   * @param line of its first character, from 1
   */
  public record Row(int line, List<String> cells) {
    private boolean isBlank() {
      return cells.stream().allMatch(String::isBlank);
    }
  }

  private CsvRows(Path file, String text) {
    this.file = file;
    this.text = text;
  }

  /**
   * All rows that are not blank.
   *
   * @throws DatasetException if the file cannot be read, is not UTF-8, or a quote is not closed
   */
  public static List<Row> read(Path file) {
    String text;
    try {
      byte[] bytes = RegularFile.read(file, MOST_BYTES, "; is it a list of cases?");
      text = StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes)).toString();
    } catch (CharacterCodingException e) {
      throw new DatasetException(file, "is not UTF-8; save it as CSV UTF-8", e);
    } catch (IOException e) {
      throw new DatasetException(file, "cannot be read: " + IoReason.of(e), e);
    }
    boolean marked = !text.isEmpty() && text.charAt(0) == MARK;
    CsvRows csv = new CsvRows(file, marked ? text.substring(1) : text);
    csv.readAll();
    return csv.rows;
  }

  /** Of the characters that may separate cells, the one that the header has most of. */
  private char separator() {
    int end = text.indexOf('\n');
    String header = end < 0 ? text : text.substring(0, end);
    char best = SEPARATORS.charAt(0);
    for (char one : SEPARATORS.toCharArray()) {
      if (count(header, one) > count(header, best)) {
        best = one;
      }
    }
    return best;
  }

  private static long count(String text, char wanted) {
    return text.chars().filter(c -> c == wanted).count();
  }

  private void readAll() {
    char separator = separator();
    while (at < text.length()) {
      int first = line;
      List<String> cells = new ArrayList<>();
      do {
        cells.add(text.startsWith("\"", at) ? quoted(separator) : plain(separator));
      } while (at < text.length() && text.charAt(at++) == separator);
      line++;
      Row row = new Row(first, cells);
      if (!row.isBlank()) {
        rows.add(row);
      }
    }
  }

  /** Up to a separator or the end of the line, where it stops. */
  private String plain(char separator) {
    int begin = at;
    while (at < text.length() && text.charAt(at) != separator && text.charAt(at) != '\n') {
      at++;
    }
    String cell = text.substring(begin, at);
    boolean carriage = cell.endsWith("\r") && (at == text.length() || text.charAt(at) == '\n');
    return carriage ? cell.substring(0, cell.length() - 1) : cell;
  }

  private String quoted(char separator) {
    int opened = line;
    StringBuilder cell = new StringBuilder();
    at++;
    while (at < text.length()) {
      char c = text.charAt(at++);
      if (c != '"') {
        line += c == '\n' ? 1 : 0;
        cell.append(c);
      } else if (text.startsWith("\"", at)) {
        cell.append('"');
        at++;
      } else {
        if (!plain(separator).isBlank()) {
          throw wrong(line, "after a closing quote comes the next cell; double a quote inside one");
        }
        return cell.toString();
      }
    }
    throw wrong(opened, "a quote is never closed");
  }

  private DatasetException wrong(int number, String reason) {
    return new DatasetException(file, Text.format("line %d: %s", number, reason));
  }
}
