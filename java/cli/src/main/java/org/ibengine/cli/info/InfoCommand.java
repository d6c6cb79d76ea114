package org.ibengine.cli.info;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.ibengine.backend.Backend;
import org.ibengine.backend.Backends;
import org.ibengine.cli.options.ExitCode;
import org.ibengine.error.DatasetException;
import org.ibengine.gzip.GzipCodec;
import org.ibengine.io.FileInfo;
import org.ibengine.io.HeaderSummary;
import org.ibengine.io.ImageFiles;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code ib info FILE…}: header, geometry, type, value range and labels of image files. */
@Command(
    name = "info",
    description = "Show header, geometry, type, value range and labels of image files.")
public final class InfoCommand implements Callable<Integer> {
  @Spec private CommandSpec spec;

  @Parameters(arity = "1..*", paramLabel = "FILE", description = "Image files.")
  private List<Path> files;

  @Option(names = "--json", description = "Print one JSON array with an object for each file.")
  private boolean json;

  // Voxels pass by one after the other since files may be larger than the memory.
  @Option(names = "--threads", paramLabel = "N", hidden = true, description = "Has no effect.")
  private int threads;

  @Override
  public Integer call() {
    ArrayNode array = new ObjectMapper().createArrayNode();
    boolean failed = false;
    try (Backend backend = Backends.onHost(1)) {
      for (Path file : files) {
        failed |= !show(file, backend.gzip(), array);
      }
    }
    if (json) {
      print(array.toPrettyString());
    }
    return failed ? ExitCode.FAILED : ExitCode.OK;
  }

  /** Returns whether the file is sound. */
  private boolean show(Path file, GzipCodec codec, ArrayNode array) {
    try {
      FileInfo info = FileInfo.read(file, codec);
      if (json) {
        array.add(InfoJson.of(info));
      } else {
        print(InfoFormat.text(info));
      }
      return true;
    } catch (DatasetException e) {
      return showHeader(file, codec, array, e);
    }
  }

  /** Of a file that is not one volume; channels or colours are as sound as anything else. */
  private boolean showHeader(
      Path file, GzipCodec codec, ArrayNode array, DatasetException refusal) {
    Optional<HeaderSummary> header = header(file, codec);
    Optional<String> damage = header.flatMap(HeaderSummary::damage);
    DatasetException why = damage.map(reason -> new DatasetException(file, reason)).orElse(refusal);
    boolean sound = header.isPresent() && header.get().otherKind() && damage.isEmpty();
    int channels = sound ? channels(file) : 0;
    if (json) {
      ObjectNode node =
          header
              .map(summary -> InfoJson.of(file, summary))
              .orElseGet(() -> array.objectNode().put("path", file.toString()));
      array.add(
          channels > 1
              ? node.put("channels", channels)
              : node.put(sound ? "refused" : "error", why.getMessage()));
    } else {
      header.ifPresent(summary -> print(InfoFormat.text(file, summary, channels, why.reason())));
    }
    if (!sound) {
      PrintWriter err = spec.commandLine().getErr();
      err.println("ib: " + why.getMessage());
      err.flush();
    }
    return sound;
  }

  /** 0 if no volume can be read. */
  private static int channels(Path file) {
    try {
      return ImageFiles.channels(file);
    } catch (DatasetException e) {
      return 0;
    }
  }

  private static Optional<HeaderSummary> header(Path file, GzipCodec codec) {
    try {
      return Optional.of(ImageFiles.summary(file, codec));
    } catch (DatasetException e) {
      return Optional.empty(); // no header to show; the caller tells what is wrong
    }
  }

  private void print(String text) {
    PrintWriter out = spec.commandLine().getOut();
    out.println(text);
    out.flush();
  }
}
