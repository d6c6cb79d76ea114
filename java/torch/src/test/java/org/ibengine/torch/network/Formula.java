package org.ibengine.torch.network;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.NoGradGuard;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;
import org.bytedeco.pytorch.global.torch.ScalarType;

/** Weights and images that need no file: the same formulas filled the networks of the goldens. */
final class Formula {
  private Formula() {}

  /** A line of a list of layers: number, name, extents, and whether it is the weight of a norm. */
  record Row(String name, String extents, boolean normWeight) {
    static Row of(String line) {
      String[] cells = line.split("\t");
      return new Row(cells[1], cells[2], cells.length > 3);
    }
  }

  static List<Row> rows(String file) throws IOException {
    return new String(resource(file), StandardCharsets.UTF_8).lines().map(Row::of).toList();
  }

  static byte[] resource(String file) throws IOException {
    try (InputStream in = Formula.class.getResourceAsStream("/networks/" + file)) {
      return in.readAllBytes();
    }
  }

  /** Parameter k, element j: a · sin(1 + k + 0.7 j), and 1 more for weights of norms. */
  @SuppressWarnings("try") // scope and guard work by being there
  static void fill(Network network, List<Row> rows) {
    int k = 0;
    for (Map.Entry<String, Tensor> entry : network.parameters().entrySet()) {
      try (PointerScope scope = new PointerScope();
          NoGradGuard guard = new NoGradGuard()) {
        Tensor parameter = entry.getValue();
        long[] shape = parameter.shape();
        long fan = Arrays.stream(shape).skip(1).reduce(1, (a, b) -> a * b);
        double a = shape.length < 2 ? 0.1 : 1 / Math.sqrt(fan);
        Tensor at = torch.arange(new Scalar(parameter.numel())).to(ScalarType.Double);
        Tensor value =
            at.mul(new Scalar(0.7))
                .add(new Scalar(1.0 + k))
                .sin()
                .mul(new Scalar(a))
                .reshape(shape);
        double more = rows.get(k).normWeight() ? 1 : 0;
        parameter.copy_(value.add(new Scalar(more)));
      }
      k++;
    }
  }

  /** ((5 x + 3 y + 7 z) mod 13) / 12. */
  static Tensor image(int size) {
    double[] values = new double[size * size * size];
    for (int i = 0; i < values.length; i++) {
      int x = i % size;
      int y = i / size % size;
      int z = i / size / size;
      values[i] = (5 * x + 3 * y + 7 * z) % 13 / 12.0;
    }
    return Tensor.create(values, 1, 1, size, size, size);
  }

  /** A box about (12, 14, 10). */
  static Tensor target(int size) {
    double[] values = new double[size * size * size];
    for (int i = 0; i < values.length; i++) {
      int x = i % size;
      int y = i / size % size;
      int z = i / size / size;
      boolean inside = Math.abs(x - 12) <= 4 && Math.abs(y - 14) <= 3 && Math.abs(z - 10) <= 5;
      values[i] = inside ? 1 : 0;
    }
    return Tensor.create(values, 1, 1, size, size, size);
  }
}
