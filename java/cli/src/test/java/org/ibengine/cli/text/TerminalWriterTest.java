package org.ibengine.cli.text;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.Locale;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;

class TerminalWriterTest {
  private static String results(Consumer<PrintWriter> printing) {
    StringWriter text = new StringWriter();
    printing.accept(TerminalWriter.ofResults(new PrintWriter(text)));
    return text.toString();
  }

  private static String messages(Consumer<PrintWriter> printing) {
    StringWriter text = new StringWriter();
    printing.accept(TerminalWriter.ofMessages(new PrintWriter(text)));
    return text.toString();
  }

  @Test
  void whateverIsPrintedAsALineIsFlushed() {
    assertEquals("a\n", results(out -> out.println("a")));
    assertEquals("a\n", messages(err -> err.println("a")));
  }

  @Test
  void aMessageIsOneLine() {
    assertEquals("a\\nb\\u001b\n", messages(err -> err.println("a\nb\u001b")));
    assertEquals(
        "java.lang.Error: a\\nb\n", messages(err -> err.println((Object) new Error("a\nb"))));
    assertEquals("null\n", messages(err -> err.println((String) null)));
  }

  @Test
  void resultsMayBeLaidOut() {
    assertEquals("a\nb\tc\\u001b\n", results(out -> out.println("a\nb\tc\u001b")));
  }

  @Test
  void valuesOfAFormatAreKeptToOneLine() {
    for (String printed :
        new String[] {
          results(out -> out.printf("%s: %d%n%5.1f%c%s%n", "a\nb", 7, 1.5, 'x', null)),
          messages(out -> out.printf("%s: %d%n%5.1f%c%s%n", "a\nb", 7, 1.5, 'x', null)),
          results(out -> out.printf(Locale.ROOT, "%s: %d%n%5.1f%c%s%n", "a\nb", 7, 1.5, 'x', null))
        }) {
      assertEquals("a\\nb: 7\n  1.5xnull\n", printed);
    }
  }

  @Test
  void charactersAndArraysAreEscapedToo() {
    assertEquals(
        "\\u001bab\\u0007",
        results(
            out -> {
              out.write('\u001b');
              out.write(new char[] {'a', 'b', '\u0007'});
              out.flush();
            }));
  }
}
