package dev.carillon;

import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;

import org.junit.jupiter.api.Test;

import java.util.TreeSet;

/** Enforces the package table of ARCHITECTURE.md: a package imports only what its row lists. */
class ArrowsTest {
    private static final String ROOT = "dev.carillon.";

    private final PackageTable table = PackageTable.ofArchitecture();
    private final JavaClasses classes =
            new ClassFileImporter()
                    .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
                    .importPackages("dev.carillon");

    @Test
    void a_package_imports_only_what_its_row_lists() {
        var wrong = new TreeSet<String>();
        for (JavaClass from : classes) {
            String importer = packageOf(from);
            for (var dependency : from.getDirectDependenciesFromSelf()) {
                String imported = packageOf(dependency.getTargetClass());
                if (!imported.isEmpty() && !table.allows(importer, imported)) {
                    wrong.add(importer + " -> " + imported + ": " + dependency.getDescription());
                }
            }
        }
        assertThat(wrong).as("imports that the table in ARCHITECTURE.md does not list").isEmpty();
    }

    @Test
    void every_package_has_a_row_and_every_row_a_package() {
        var packages = new TreeSet<String>();
        classes.forEach(each -> packages.add(packageOf(each)));
        assertThat(packages).isEqualTo(table.packages());
    }

    @Test
    void no_circles() {
        slices().matching(ROOT + "(*)..").should().beFreeOfCycles().check(classes);
    }

    private static String packageOf(JavaClass type) {
        String name = type.getBaseComponentType().getPackageName();
        if (!name.startsWith(ROOT)) {
            return "";
        }
        String rest = name.substring(ROOT.length());
        int end = rest.indexOf('.');
        return end < 0 ? rest : rest.substring(0, end);
    }
}
