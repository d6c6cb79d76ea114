package org.ibengine.cli.text;

import java.io.FilterWriter;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.Writer;
import java.util.Arrays;
import java.util.Locale;
import org.ibengine.error.Printable;

/**
 * What commands print to: nothing that comes from a file or its name reaches the terminal
 * unescaped. Values of a format are kept to one line each, and numbers are alike in every language
 * of the machine; JSON stays JSON.
 */
public final class TerminalWriter extends PrintWriter {
  private final boolean messages;

  private TerminalWriter(PrintWriter target, boolean messages) {
    super(new Escaping(target), true);
    this.messages = messages;
  }

  /** For results: text may be laid out in lines. */
  public static TerminalWriter ofResults(PrintWriter target) {
    return new TerminalWriter(target, false);
  }

  /** For messages: what is printed as a line is one line. */
  public static TerminalWriter ofMessages(PrintWriter target) {
    return new TerminalWriter(target, true);
  }

  @Override
  public void println(String line) {
    super.println(messages ? Printable.line(String.valueOf(line)) : line);
  }

  @Override
  public void println(Object line) {
    println(String.valueOf(line));
  }

  @Override
  public PrintWriter format(String format, Object... values) {
    return super.format(Locale.ROOT, format, printable(values));
  }

  @Override
  public PrintWriter format(Locale locale, String format, Object... values) {
    return super.format(locale, format, printable(values));
  }

  private static Object[] printable(Object[] values) {
    return Arrays.stream(values)
        .map(
            value ->
                value == null || value instanceof Number || value instanceof Character
                    ? value
                    : Printable.line(value.toString()))
        .toArray();
  }

  /** Escapes whatever is written, but for lines and tabs. */
  private static final class Escaping extends FilterWriter {
    Escaping(Writer target) {
      super(target);
    }

    @Override
    public void write(int unit) throws IOException {
      out.write(Printable.text(String.valueOf((char) unit)));
    }

    @Override
    public void write(char[] units, int from, int count) throws IOException {
      out.write(Printable.text(new String(units, from, count)));
    }

    @Override
    public void write(String text, int from, int count) throws IOException {
      out.write(Printable.text(text.substring(from, from + count)));
    }
  }
}
