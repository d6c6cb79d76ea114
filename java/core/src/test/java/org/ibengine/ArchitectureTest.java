package org.ibengine;

import static com.tngtech.archunit.base.DescribedPredicate.not;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.belongToAnyOf;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.fields;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.library.GeneralCodingRules;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The import rules of the design: who may see whom. */
class ArchitectureTest {
  private static final JavaClasses CLASSES =
      new ClassFileImporter()
          .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
          .importPackages("org.ibengine");

  /** What uses the front door as a caller does. */
  private static final String PREDICT = "predict";

  static List<Layer> layers() {
    return Layer.ALL;
  }

  @ParameterizedTest
  @MethodSource("layers")
  void aPackageImportsOnlyWhatLiesBelowIt(Layer layer) {
    String[] allowed =
        Stream.concat(Stream.of(layer.name(), "text"), Stream.of(layer.sees()))
            .map(name -> "org.ibengine." + name + "..")
            .toArray(String[]::new);
    classes()
        .that()
        .resideInAPackage("org.ibengine." + layer.name() + "..")
        .should()
        .onlyDependOnClassesThat(
            resideInAnyPackage(allowed).or(not(resideInAPackage("org.ibengine.."))))
        .check(CLASSES);
  }

  @Test
  void everyPackageHasARule() {
    Set<String> ruled = Layer.ALL.stream().map(Layer::name).collect(Collectors.toSet());
    Set<String> found = new TreeSet<>();
    for (JavaClass type : CLASSES) {
      String[] names = type.getPackageName().split("\\.");
      if (names.length > 2) {
        found.add(names[2]);
      }
    }
    assertFalse(found.isEmpty());
    found.removeAll(ruled);
    found.remove(PREDICT);
    assertEquals(Set.of(), found);
  }

  @Test
  void packagesHaveNoCycles() {
    slices().matching("org.ibengine.(*)..").should().beFreeOfCycles().check(CLASSES);
  }

  @Test
  void nothingBelowTheRootImportsIt() {
    noClasses()
        .that()
        .resideInAPackage("org.ibengine.*..")
        .and()
        .resideOutsideOfPackage("org.ibengine." + PREDICT)
        .should()
        .dependOnClassesThat()
        .resideInAPackage("org.ibengine")
        .check(CLASSES);
  }

  @Test
  void nothingImportsWhatLiesAboveTheRoot() {
    noClasses()
        .that()
        .resideOutsideOfPackage("org.ibengine." + PREDICT)
        .should()
        .dependOnClassesThat()
        .resideInAPackage("org.ibengine." + PREDICT)
        .check(CLASSES);
    noClasses()
        .that()
        .resideInAPackage("org.ibengine." + PREDICT)
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage("org.ibengine.prepare..", "org.ibengine.synth..", "org.ibengine.cuda..")
        .check(CLASSES);
  }

  @Test
  void theRootLeavesFilesAndPreparationToTheLayersBelow() {
    noClasses()
        .that()
        .resideInAPackage("org.ibengine")
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage("org.ibengine.prepare..", "org.ibengine.synth..")
        .check(CLASSES);
  }

  /** Readers are found as services; patch files, predictions and phantoms are NIfTI by contract. */
  @Test
  void nobodyNamesAFormatOfImagesButWhoWritesIt() {
    slices().matching("org.ibengine.io.(*)..").should().notDependOnEachOther().check(CLASSES);
    noClasses()
        .that()
        .resideOutsideOfPackages("org.ibengine.io.*..", "org.ibengine.synth..")
        .and()
        .doNotHaveSimpleName("PatchWriter")
        .and()
        .doNotHaveSimpleName("PredictionWriter")
        .should()
        .dependOnClassesThat()
        .resideInAPackage("org.ibengine.io.*..")
        .check(CLASSES);
  }

  @Test
  void noNativeBindingIsSeenByCore() {
    noClasses()
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage("com.sun.jna..", "jcuda..", "org.bytedeco..")
        .check(CLASSES);
  }

  @Test
  void theInterfaceOfBackendsDoesNotKnowTheReference() {
    noClasses()
        .that()
        .resideInAPackage("org.ibengine.backend")
        .should()
        .dependOnClassesThat()
        .resideInAPackage("org.ibengine.backend.reference")
        .check(CLASSES);
  }

  @ParameterizedTest
  @ValueSource(strings = {"util", "common", "helper", "misc", "impl"})
  void noPackageHasANameThatSaysNothing(String name) {
    noClasses().should().resideInAPackage(".." + name + "..").check(CLASSES);
  }

  @Test
  void planKnowsNeitherFilesNorClocksNorThreads() {
    noClasses()
        .that()
        .resideInAPackage("org.ibengine.plan..")
        .should()
        .dependOnClassesThat(
            resideInAnyPackage(
                    "java.io..",
                    "java.net..",
                    "java.nio..",
                    "java.time..",
                    "java.util.concurrent..")
                .and(not(belongToAnyOf(java.io.Serializable.class)))
                .or(belongToAnyOf(Thread.class, java.util.Random.class)))
        .orShould()
        .callMethod(System.class, "currentTimeMillis")
        .orShould()
        .callMethod(System.class, "nanoTime")
        .orShould()
        .callMethod(Math.class, "random")
        .check(CLASSES);
  }

  @Test
  void evaluationKnowsNoFiles() {
    noClasses()
        .that()
        .resideInAPackage("org.ibengine.evaluation..")
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage("java.io..", "java.nio.file..", "java.nio.channels..", "java.net..")
        .check(CLASSES);
  }

  @Test
  void onlyPlanPhantomsAndTheBootstrapDrawRandomNumbers() {
    noClasses()
        .that()
        .resideOutsideOfPackages(
            "org.ibengine.plan..", "org.ibengine.synth..", "org.ibengine.evaluation..")
        .should()
        .dependOnClassesThat(
            resideInAPackage("org.apache.commons.rng..")
                .or(
                    belongToAnyOf(
                        java.util.Random.class,
                        java.util.SplittableRandom.class,
                        java.util.concurrent.ThreadLocalRandom.class)))
        .orShould()
        .callMethod(Math.class, "random")
        .check(CLASSES);
  }

  @Test
  void nothingIsPrinted() {
    GeneralCodingRules.NO_CLASSES_SHOULD_ACCESS_STANDARD_STREAMS.check(CLASSES);
  }

  @Test
  void thereIsNoStaticMutableState() {
    fields().that().areStatic().should().beFinal().check(CLASSES);
  }
}
