package org.ibengine.input;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.ibengine.error.DatasetException;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class CasesFileTest {
  @TempDir private Path folder;
  private NamedFiles files;

  @BeforeEach
  void addImages() throws IOException {
    files = new NamedFiles(folder).add("a.nii", "b.nii", "g.nii", "odd, \"name\".nii", "c.nii#1");
  }

  private Discovery read(String text) throws IOException {
    Path list = folder.resolve("lists/cases.csv");
    Files.createDirectories(list.getParent());
    Files.writeString(list, text);
    return Discovery.of(InputRequest.of(List.of(folder)).cases(list));
  }

  @Test
  void columnsAreModalitiesInTheirOrder() throws IOException {
    Discovery found = read("case,T2,label,subject,CT\np1,../b.nii,../g.nii,anna,../a.nii#3\n");
    assertEquals("p1 (anna): T2=b.nii, CT=a.nii#3; g.nii", files.cases(found));
    assertEquals(List.of("T2", "CT"), found.modalities());
  }

  @ParameterizedTest
  @CsvSource({"','", "';'", "'\t'"})
  void whatSpreadsheetsWriteIsRead(String separator) throws IOException {
    String text =
        "\ufeffCase|LABEL|CT\r\n\r\np1|../g.nii|\"../odd, \"\"name\"\".nii\"\r\n|| \r\np2|../g.nii|../a.nii";
    Discovery found = read(text.replace("|", separator));
    assertEquals("p1: CT=odd, \"name\".nii; g.nii\np2: CT=a.nii; g.nii", files.cases(found));
  }

  @Test
  void aFileWhoseNameEndsLikeAChannelIsItself() throws IOException {
    assertEquals(
        "p: CT=c.nii#1; g.nii", files.cases(read("case,label,CT\np,../g.nii,../c.nii#1\n")));
  }

  @Test
  void emptyCellsAreImagesThatAreMissing() throws IOException {
    Discovery found =
        read("case,label,CT,T2\np1,../g.nii,../a.nii,\np2,,../a.nii\np3,../g.nii,,\n");
    assertEquals("p1: CT=a.nii; g.nii", files.cases(found));
    assertEquals(
        "p2: RAW/lists/cases.csv: has no mask; name it in column label of line 3\n"
            + "p3: RAW/lists/cases.csv: has no image; name it in its column of line 4",
        files.faults(found).replace(folder + "", "RAW"));
  }

  @Test
  void aFileThatIsMissingFailsItsCaseWithTheLine() throws IOException {
    Discovery found = read("case,label,CT\np1,../g.nii,../x.nii\n");
    assertTrue(files.faults(found).contains("line 2: there is no file"), files.faults(found));
  }

  private void assertRefused(String text, String words) {
    DatasetException error = assertThrows(DatasetException.class, () -> read(text), text);
    assertTrue(error.getMessage().contains("cases.csv: " + words), error.getMessage());
  }

  @Test
  void faultsNameTheirLine() {
    assertRefused("case,label,CT\n", "lists no case");
    assertRefused("name,label,CT\np,g,a\n", "line 1: must name the columns case, subject, label");
    assertRefused("case,label\np,../g.nii\n", "line 1: has no column for a modality");
    assertRefused("case,label,CT,CT\np,g,a,a\n", "line 1: names column \"CT\" twice");
    assertRefused("case,label,CT\np,g,a,b\n", "line 2: has 4 cells, the first line 3");
    assertRefused("case,label,CT\n,g,a\n", "line 2: has no name in column case");
    assertRefused(
        "case,label,CT\np,../g.nii,../a.nii\n\np,../g.nii,../a.nii\n",
        "line 4: case p is in line 2 already");
    assertRefused("case,label,CT\np,\"g,a\n", "line 2: a quote is never closed");
    assertRefused("case,label,CT\np,\"g\"x,a\n", "line 2: after a closing quote");
    assertRefused("case,label,CT\np,\"g\n\n\"x,a\n", "line 4: after a closing quote");
    assertRefused("case,label,CT\np,\"g\0\",a\n", "line 2: column label holds no path");
  }

  @Test
  void anotherEncodingIsRefused() throws IOException {
    Path list = folder.resolve("latin.csv");
    Files.write(
        list, "case,label,CT\nM\u00fcller,g.nii,a.nii\n".getBytes(StandardCharsets.ISO_8859_1));
    InputRequest request = InputRequest.of(List.of(folder));
    DatasetException error =
        assertThrows(DatasetException.class, () -> Discovery.of(request.cases(list)));
    assertTrue(error.getMessage().contains("is not UTF-8"), error.getMessage());
  }

  @Test
  void whatIsWrittenIsReadAgain() throws IOException {
    Discovery found =
        read(
            "case,label,CT\n\"p\u00fc 1\",../g.nii,\"../odd, \"\"name\"\".nii\"\np2,,../a.nii#2\n");
    Path list = Files.createDirectories(folder.resolve("other/place")).resolve("again.csv");
    String text = CasesText.of(found, Optional.of(list.getParent()), name -> name.substring(0, 1));
    assertEquals(
        "case,subject,label,CT\n"
            + "p2,p,,../../a.nii#2\n"
            + "p\u00fc 1,p,../../g.nii,\"../../odd, \"\"name\"\".nii\"\n",
        text);
    Files.writeString(list, text);
    Discovery again = Discovery.of(InputRequest.of(List.of(folder)).cases(list));
    assertEquals("p\u00fc 1 (p): CT=odd, \"name\".nii; g.nii", files.cases(again));
    assertEquals(1, again.incomplete().size());
  }

  @Test
  void wherePathsCannotBeRelativeTheyAreAbsolute() throws IOException {
    Discovery found = read("case,label,CT\np,../g.nii,../a.nii#1\n");
    assertEquals(
        "case,subject,label,CT\np,p,%s,%s#1\n"
            .formatted(
                folder.resolve("g.nii").toAbsolutePath(), folder.resolve("a.nii").toAbsolutePath()),
        CasesText.of(found, Optional.empty(), name -> name));
  }

  @Test
  void modalitiesMayBeCalledLikeOtherColumns() throws IOException {
    NamedFiles other = new NamedFiles(folder.resolve("raw"));
    Discovery found =
        other.add("p/case.nii", "p/Label.nii", "p/subject.nii", "p/GT.nii").discover();
    Path list = folder.resolve("raw/list.csv");
    String text = CasesText.of(found, Optional.of(list.getParent()), name -> "s");
    assertEquals(
        "case,subject,label,modality:Label,modality:case,modality:subject\n"
            + "p,s,p/GT.nii,p/Label.nii,p/case.nii,p/subject.nii\n",
        text);
    Files.writeString(list, text);
    Discovery again = Discovery.of(InputRequest.of(List.of(folder)).cases(list));
    assertEquals(found.modalities(), again.modalities());
    assertEquals(found.cases().get(0).modalities(), again.cases().get(0).modalities());
  }
}
