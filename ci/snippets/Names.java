import java.nio.file.Path;
import java.util.List;
import org.ibengine.BatchItem;
import org.ibengine.tensor.Tensor;

/** What the java snippets of the documents leave to the reader. */
abstract class Names {
  final Path dir;
  final long seed = 7;
  final long stream = 0;

  Names(Path dir) {
    this.dir = dir;
  }

  /** Stands for a training step: it looks at what it is given. */
  final void step(Tensor image, Tensor label, List<BatchItem> items) {
    if (image.elements() % label.elements() != 0 || items.isEmpty() || image.address() == 0) {
      throw new AssertionError("not a batch: %s, %s, %s".formatted(image, label, items));
    }
  }

  abstract void run() throws Exception;
}
