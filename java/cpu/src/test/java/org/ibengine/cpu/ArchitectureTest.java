package org.ibengine.cpu;

import static com.tngtech.archunit.base.DescribedPredicate.anyElementThat;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noMethods;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import org.junit.jupiter.api.Test;

/** What this module may see and show. */
class ArchitectureTest {
  private static final JavaClasses CLASSES =
      new ClassFileImporter()
          .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
          .importPackages("org.ibengine.cpu");

  @Test
  void onlyTheGroundPackagesAndTheSpiAreSeen() {
    classes()
        .should()
        .onlyDependOnClassesThat(
            resideInAnyPackage(
                    "org.ibengine.cpu",
                    "org.ibengine.backend",
                    "org.ibengine.error",
                    "org.ibengine.gzip",
                    "org.ibengine.packed",
                    "org.ibengine.label",
                    "org.ibengine.tensor",
                    "org.ibengine.text",
                    "org.ibengine.volume",
                    "com.sun.jna",
                    "java..")
                .as("reside in the SPI, the ground packages or JNA"))
        .check(CLASSES);
  }

  @Test
  void jnaIsSeenByTheLoaderAndByMemoryAlone() {
    noClasses()
        .that()
        .doNotHaveSimpleName("CpuLoader")
        .and()
        .doNotHaveSimpleName("CpuBuffer")
        .and()
        .doNotHaveSimpleName("SystemCalls")
        .should()
        .dependOnClassesThat()
        .resideInAPackage("com.sun.jna..")
        .check(CLASSES);
  }

  @Test
  void nativeMethodsAreInOnePackagePrivateClass() {
    noMethods()
        .that()
        .areDeclaredInClassesThat()
        .doNotHaveSimpleName("CpuLibrary")
        .should()
        .haveModifier(com.tngtech.archunit.core.domain.JavaModifier.NATIVE)
        .check(CLASSES);
    classes().that().haveSimpleName("CpuLibrary").should().bePackagePrivate().check(CLASSES);
  }

  @Test
  void noPublicSignatureHasATypeOfJna() {
    noMethods()
        .that()
        .arePublic()
        .should()
        .haveRawParameterTypes(anyElementThat(resideInAPackage("com.sun.jna..")))
        .orShould()
        .haveRawReturnType(resideInAPackage("com.sun.jna.."))
        .check(CLASSES);
  }

  @Test
  void onlyTheProvidersArePublic() {
    classes().that().haveSimpleNameNotEndingWith("Provider").should().notBePublic().check(CLASSES);
  }
}
