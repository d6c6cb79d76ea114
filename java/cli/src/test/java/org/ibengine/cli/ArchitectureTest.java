package org.ibengine.cli;

import static com.tngtech.archunit.base.DescribedPredicate.not;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.belongToAnyOf;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.library.dependencies.SliceAssignment;
import com.tngtech.archunit.library.dependencies.SliceIdentifier;
import java.util.Set;
import org.ibengine.store.DatasetCleaner;
import org.ibengine.store.DatasetReader;
import org.ibengine.store.DatasetVerifier;
import org.ibengine.store.ScriptFolder;
import org.junit.jupiter.api.Test;

/** The command line turns words into calls of the library, and results into text. */
class ArchitectureTest {
  /** What commands share. */
  private static final Set<String> SHARED =
      Set.of(
          "org.ibengine.cli.options",
          "org.ibengine.cli.text",
          "org.ibengine.cli.measure",
          "org.ibengine.cli.chart");

  private static final JavaClasses CLASSES =
      new ClassFileImporter()
          .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
          .importPackages("org.ibengine.cli");

  @Test
  void theLibraryIsSeenFromItsDoorsOnly() {
    classes()
        .should()
        .onlyDependOnClassesThat(
            resideInAnyPackage(
                    "org.ibengine.cli..",
                    "org.ibengine",
                    "org.ibengine.augment",
                    "org.ibengine.backend",
                    "org.ibengine.centre",
                    "org.ibengine.csv",
                    "org.ibengine.dataset",
                    "org.ibengine.encode",
                    "org.ibengine.error",
                    "org.ibengine.evaluation",
                    "org.ibengine.evaluation.overlap",
                    "org.ibengine.experiment",
                    "org.ibengine.froc",
                    "org.ibengine.gzip",
                    "org.ibengine.index",
                    "org.ibengine.input",
                    "org.ibengine.intensity",
                    "org.ibengine.io",
                    "org.ibengine.label",
                    "org.ibengine.mine",
                    "org.ibengine.overlap",
                    "org.ibengine.place",
                    "org.ibengine.plan",
                    "org.ibengine.prepare",
                    "org.ibengine.ratio",
                    "org.ibengine.serve",
                    "org.ibengine.store",
                    "org.ibengine.study",
                    "org.ibengine.synth",
                    "org.ibengine.tensor",
                    "org.ibengine.text",
                    "org.ibengine.volume",
                    "org.ibengine.work",
                    "com.fasterxml.jackson..",
                    "me.tongfei.progressbar",
                    "org.jline..",
                    "picocli..",
                    "java..",
                    "javax.imageio..",
                    "com.sun.management")
                .as("see neither the pipeline nor a backend or a format of images by name"))
        .check(CLASSES);
  }

  /** Folders are written by the library: commands read, verify and clean them. */
  @Test
  void ofTheStoreOnlyReadingVerifyingAndCleaningIsSeen() {
    noClasses()
        .should()
        .dependOnClassesThat(
            resideInAPackage("org.ibengine.store")
                .and(
                    not(
                        belongToAnyOf(
                            DatasetReader.class,
                            DatasetVerifier.class,
                            DatasetCleaner.class,
                            ScriptFolder.class)))
                .as("are internals of the store"))
        .check(CLASSES);
  }

  /** A command is what has a package of its own; the program names them all. */
  @Test
  void noCommandSeesAnother() {
    slices()
        .assignedFrom(
            new SliceAssignment() {
              @Override
              public SliceIdentifier getIdentifierOf(JavaClass type) {
                String name = type.getPackageName();
                return name.startsWith("org.ibengine.cli.") && !SHARED.contains(name)
                    ? SliceIdentifier.of(name)
                    : SliceIdentifier.ignore();
              }

              @Override
              public String getDescription() {
                return "commands";
              }
            })
        .should()
        .notDependOnEachOther()
        .check(CLASSES);
  }
}
