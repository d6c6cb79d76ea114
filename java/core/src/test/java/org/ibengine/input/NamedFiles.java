package org.ibengine.input;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Collectors;

/** Files that have names and nothing in them: no layout opens an image. */
final class NamedFiles {
  private final Path root;

  NamedFiles(Path root) {
    this.root = root;
  }

  Path root() {
    return root;
  }

  NamedFiles add(String... files) throws IOException {
    for (String file : files) {
      write(file, "");
    }
    return this;
  }

  NamedFiles write(String file, String text) throws IOException {
    Path path = root.resolve(file);
    Files.createDirectories(path.getParent());
    Files.writeString(path, text);
    return this;
  }

  Discovery discover() {
    return Discovery.of(InputRequest.of(List.of(root)));
  }

  /** Such as {@code sub-01 (sub-01): T1w=sub-01/anat/sub-01_T1w.nii; GT.nii}, a line per case. */
  String cases(Discovery found) {
    return found.cases().stream()
        .map(
            item ->
                item.name()
                    + item.subject().map(subject -> " (" + subject + ")").orElse("")
                    + ": "
                    + item.modalities().entrySet().stream()
                        .map(
                            image ->
                                image.getKey()
                                    + "="
                                    + relative(image.getValue().file())
                                    + image.getValue().mark())
                        .collect(Collectors.joining(", "))
                    + "; "
                    + relative(item.mask()))
        .collect(Collectors.joining("\n"));
  }

  private Path relative(Path file) {
    return root.toAbsolutePath().normalize().relativize(file);
  }

  /** Messages of what cannot be used, without the folder. */
  String faults(Discovery found) {
    return found.incomplete().stream()
        .map(item -> item.name() + ": " + item.message().replace(root + "", "RAW"))
        .collect(Collectors.joining("\n"));
  }
}
