import java.nio.file.Path;

/** Runs fragments, classes with these names, on the dataset that is named first. */
final class RunFragments {
  private RunFragments() {}

  public static void main(String[] args) {
    for (int i = 1; i < args.length; i++) {
      try {
        Class<?> fragment = Class.forName(args[i]);
        ((Names) fragment.getDeclaredConstructor(Path.class).newInstance(Path.of(args[0]))).run();
      } catch (Exception | LinkageError | AssertionError error) {
        System.out.println("FAILED " + args[i] + " " + error);
      }
    }
  }
}
