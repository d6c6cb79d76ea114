package org.ibengine.csv;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.ibengine.error.DatasetException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;
import org.junit.jupiter.api.io.TempDir;

class CsvTableTest {
  @TempDir private Path folder;

  private Path file(String text) throws IOException {
    return Files.writeString(folder.resolve("t.csv"), text);
  }

  private List<CsvTable.Row> rows(String text) throws IOException {
    return CsvTable.read(file(text), List.of("name", "x"), "").rows();
  }

  private static String refusal(Executable reading) {
    return assertThrows(DatasetException.class, reading).reason();
  }

  @Test
  void columnsAreFoundByNameWhateverTheirOrder() throws IOException {
    List<CsvTable.Row> rows = rows("x;other; name \r\n\r\n 2.5 ;1; a\r\n;;b\n");
    assertEquals(2, rows.size());
    assertEquals("a", rows.get(0).required("name"));
    assertEquals(2.5, rows.get(0).number("x"));
    assertEquals(3, rows.get(0).line());
    assertEquals("", rows.get(1).text("x"));
  }

  @Test
  void missingColumnsAreNamedWithTheRemedy() throws IOException {
    Path file = file("name,y\na,1\n");
    assertEquals(
        "must have columns name, x; x is missing, its header is name, y; is it one?",
        refusal(() -> CsvTable.read(file, List.of("name", "x"), "; is it one?")));
    Path empty = file("");
    assertEquals(
        "must have a header, is empty", refusal(() -> CsvTable.read(empty, List.of("x"), "")));
  }

  @Test
  void cellsThatCannotBelongToTheirColumnAreRefused() throws IOException {
    Path comma = file("name,x\na,1\nb,2,5\n");
    assertEquals(
        "line 3: has 3 cells, but the header names 2 columns: name, x; is there a decimal comma?",
        refusal(() -> CsvTable.read(comma, List.of("name", "x"), "")));
    assertEquals(2, rows("name,x\na,1, ,\nb,2,\n").size()); // as spreadsheets fill up
    Path twice = file("name,x,x\na,1,2\n");
    assertEquals(
        "has the column x twice; remove one",
        refusal(() -> CsvTable.read(twice, List.of("name", "x"), "")));
    assertEquals(1, CsvTable.read(twice, List.of("name"), "").rows().size());
  }

  @Test
  void cellsThatAreNotNumbersAreNamedByLineAndColumn() throws IOException {
    List<CsvTable.Row> rows = rows("name,x\na,ten\nb,NaN\nc\n");
    assertEquals("line 2: x must be a number, was ten", refusal(() -> rows.get(0).number("x")));
    assertEquals("line 3: x must be a number, was NaN", refusal(() -> rows.get(1).number("x")));
    assertEquals("line 4: no x", refusal(() -> rows.get(2).number("x")));
  }

  @Test
  void cellsAreQuotedWhereTheyWouldNotBeReadBack() throws IOException {
    for (String cell : List.of("a", "a,b", "a;b", "say \"a\"", "a\nb", "")) {
      assertEquals(
          cell, rows("name,x\n" + CsvText.quoted(cell) + ",1\n").get(0).text("name"), cell);
    }
    assertEquals("plain", CsvText.quoted("plain"));
    assertEquals("\" a\"", CsvText.quoted(" a"));
  }
}
