package org.ibengine.conformance;

import static com.tngtech.archunit.core.domain.JavaClass.Predicates.belongToAnyOf;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import org.ibengine.pipeline.GatheredPatch;
import org.junit.jupiter.api.Test;

/** What this module may see. */
class ArchitectureTest {
  private static final JavaClasses CLASSES =
      new ClassFileImporter()
          .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
          .importPackages("org.ibengine.conformance");

  @Test
  void contractsKnowCoreAndJUnitAndNoBackendOfAnotherModule() {
    classes()
        .should()
        .onlyDependOnClassesThat(
            resideInAnyPackage(
                    "org.ibengine.conformance",
                    "org.ibengine",
                    "org.ibengine.backend..",
                    "org.ibengine.augment",
                    "org.ibengine.dataset",
                    "org.ibengine.error",
                    "org.ibengine.gzip",
                    "org.ibengine.index",
                    "org.ibengine.input",
                    "org.ibengine.intensity",
                    "org.ibengine.io..",
                    "org.ibengine.label",
                    "org.ibengine.options",
                    "org.ibengine.packed",
                    "org.ibengine.pipeline",
                    "org.ibengine.plan",
                    "org.ibengine.prepare",
                    "org.ibengine.store",
                    "org.ibengine.tensor",
                    "org.ibengine.text",
                    "org.ibengine.volume",
                    "org.ibengine.work",
                    "org.junit..",
                    "org.opentest4j..",
                    "org.apiguardian..",
                    "com.fasterxml.jackson..",
                    "com.sun.jna..",
                    "java..")
                .or(belongToAnyOf(GatheredPatch.class)) // what a user's PatchTransform is given
                .as("reside in core, JUnit, Jackson or JNA"))
        .check(CLASSES);
  }

  @Test
  void nativeCodeIsCalledForTheDoubleOfTheDriverAndForAnAddressAlone() {
    noClasses()
        .that()
        .doNotHaveSimpleName("OnDriverDouble")
        .and()
        .doNotHaveSimpleName("ForeignBuffer")
        .should()
        .dependOnClassesThat()
        .resideInAPackage("com.sun.jna..")
        .check(CLASSES);
  }
}
