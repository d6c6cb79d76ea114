package org.ibengine.cli.synth;

import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import org.ibengine.cli.options.ExitCode;
import org.ibengine.cli.options.ModalityOption;
import org.ibengine.cli.options.ThreadsOption;
import org.ibengine.error.DatasetException;
import org.ibengine.gzip.GzipProviders;
import org.ibengine.label.Connectivity;
import org.ibengine.synth.ChestOptions;
import org.ibengine.synth.ChestScans;
import org.ibengine.synth.Phantom;
import org.ibengine.synth.PhantomOptions;
import org.ibengine.synth.PhantomOptions.RadiusRange;
import org.ibengine.synth.PhantomWriter;
import org.ibengine.text.Text;
import org.ibengine.volume.Geometry.Spacing;
import org.ibengine.volume.Size3;
import org.ibengine.volume.VoxelType;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code ib synth OUT}: case folders of phantoms, to try the engine and to measure it with. */
@Command(
    name = "synth",
    sortOptions = false,
    description =
        "Make whole-body phantoms with known lesions: OUT/phantomNNN with one file per modality,"
            + " GT.nii.gz and truth.json. The same options give the same voxels everywhere."
            + " With --lungs: chest scans laid out as LUNA16. With --balls: a ball in noise each.")
public final class SynthCommand implements Callable<Integer> {
  private static final String LUNGS = "--lungs";
  private static final int USUAL_CASES = 3;
  private static final List<String> NOT_OF_LUNGS =
      List.of(ModalityOption.NAME, "--lesions", "--radius", "--dtype");

  @Spec private CommandSpec spec;

  @Parameters(paramLabel = "OUT", description = "Folder for the case folders; created if missing.")
  private Path out;

  @Option(
      names = "--cases",
      parameterConsumer = OptionalNumber.class,
      paramLabel = "N",
      description = {
        "Number of cases (default 3).",
        "With --balls, without N: one folder per case, with GT.nii.gz, and split.json."
      })
  private Integer cases;

  @Option(
      names = "--size",
      arity = "3",
      paramLabel = "X Y Z",
      hideParamSyntax = true,
      description =
          "X Y Z in voxels (default 192 192 384; with --lungs 512 512 133; with --balls 96 96 96).")
  private int[] size;

  @Option(
      names = "--spacing",
      arity = "3",
      paramLabel = "X Y Z",
      hideParamSyntax = true,
      description = "X Y Z in mm (default 2 2 4; with --lungs 0.7 0.7 2.5).")
  private double[] spacing;

  @Option(
      names = ModalityOption.NAME,
      split = ",",
      paramLabel = "A,B",
      hideParamSyntax = true,
      description = "File names of the modalities (default T1,DWI).")
  private List<String> modalities = List.of("T1", "DWI");

  @Option(
      names = LUNGS,
      description = {
        "Chest scans with nodules of 3 to 30 mm instead, as MetaImage: OUT/subset0 to subset9,",
        "OUT/seg-lungs-LUNA16 with the masks of lungs, OUT/annotations.csv."
      })
  private boolean lungs;

  @Mixin private BallFlags balls = new BallFlags();

  @Option(
      names = "--lesions",
      defaultValue = "24",
      paramLabel = "N",
      description =
          "Lesions per case; some touch, some lie at the border (default ${DEFAULT-VALUE}).")
  private int lesions;

  @Option(
      names = "--radius",
      arity = "2",
      paramLabel = "MIN MAX",
      hideParamSyntax = true,
      description =
          "MIN MAX radius of the lesions in mm; below one voxel, a single voxel (default 1 16). Of"
              + " balls: whole voxels (default 25 34, with --test 5 47, scaled to --size).")
  private double[] radius = {1, 16};

  @Option(
      names = "--dtype",
      defaultValue = "int16",
      paramLabel = "TYPE",
      description = "int16, uint16 or float32 (default ${DEFAULT-VALUE}).")
  private String dtype;

  @Option(
      names = "--seed",
      defaultValue = "0",
      paramLabel = "N",
      description = "Decides everything that varies (default ${DEFAULT-VALUE}).")
  private long seed;

  @Mixin private ThreadsOption threads;

  @Option(names = "--force", description = "Overwrite cases that exist.")
  private boolean force;

  @Override
  public Integer call() {
    if (balls.areWanted()) {
      balls.write(new BallFlags.Place(out, cases, size, seed, threads.threads(), force), spec);
      return ExitCode.OK;
    }
    balls.requireNone();
    if (lungs) {
      return chestScans();
    }
    PhantomOptions options = options();
    for (int number = 0; !force && number < number(); number++) {
      refuseExisting(folder(number));
    }
    try (PhantomWriter writer =
        new PhantomWriter(GzipProviders.best().codec(), threads.threads())) {
      for (int number = 0; number < number(); number++) {
        writeCase(writer, new Phantom(options, number), folder(number));
      }
    }
    return ExitCode.OK;
  }

  private int number() {
    if (cases == null) {
      return USUAL_CASES;
    }
    if (cases < 1) {
      throw new IllegalArgumentException(
          "--cases must be at least 1, was " + (cases == OptionalNumber.NONE ? "nothing" : cases));
    }
    return cases;
  }

  private int chestScans() {
    for (String option : NOT_OF_LUNGS) {
      if (spec.commandLine().getParseResult().hasMatchedOption(option)) {
        throw new IllegalArgumentException(
            option + " is about whole-body phantoms, it does not go with " + LUNGS);
      }
    }
    ChestOptions options = new ChestOptions(size(512, 512, 133), spacing(0.7, 0.7, 2.5), seed);
    ChestScans.write(
        options, out, new ChestScans.Amount(number(), threads.threads(), force), this::tell);
    return ExitCode.OK;
  }

  private void tell(ChestScans.Written scan) {
    PrintWriter print = spec.commandLine().getOut();
    print.printf(
        "%s: %s; %.1f MB%n",
        scan.header(), Text.counted(scan.nodules(), "nodule"), scan.bytes() * 1e-6);
    print.flush();
  }

  private Size3 size(int... usual) {
    int[] wanted = size == null ? usual : size;
    return new Size3(wanted[0], wanted[1], wanted[2]);
  }

  private Spacing spacing(double... usual) {
    double[] wanted = spacing == null ? usual : spacing;
    return new Spacing(wanted[0], wanted[1], wanted[2]);
  }

  private PhantomOptions options() {
    return new PhantomOptions(
        size(192, 192, 384),
        spacing(2, 2, 4),
        ModalityOption.checked(modalities),
        type(),
        lesions,
        new RadiusRange(radius[0], radius[1]),
        seed);
  }

  private VoxelType type() {
    return switch (dtype) {
      case "int16" -> VoxelType.INT16;
      case "uint16" -> VoxelType.UINT16;
      case "float32" -> VoxelType.FLOAT32;
      default ->
          throw new IllegalArgumentException(
              "--dtype must be int16, uint16 or float32, was " + dtype);
    };
  }

  private Path folder(int number) {
    return out.resolve(Text.format("phantom%03d", number));
  }

  private static void refuseExisting(Path folder) {
    if (Files.exists(folder, LinkOption.NOFOLLOW_LINKS)) {
      throw new DatasetException(folder, "exists already; --force overwrites it");
    }
  }

  private void writeCase(PhantomWriter writer, Phantom phantom, Path folder) {
    long start = System.nanoTime();
    long bytes = writer.write(phantom, folder, force);
    PrintWriter print = spec.commandLine().getOut();
    print.printf(
        "%s: %s, %s under 6, %d under 26; %.1f MB in %.1f s%n",
        folder,
        Text.counted(phantom.truth().lesions().size(), "lesion"),
        Text.counted(phantom.truth().components(Connectivity.FACE_6).size(), "instance"),
        phantom.truth().components(Connectivity.CORNER_26).size(),
        bytes * 1e-6,
        (System.nanoTime() - start) * 1e-9);
    print.flush();
  }
}
