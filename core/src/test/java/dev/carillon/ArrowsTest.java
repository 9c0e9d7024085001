package dev.carillon;

import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;

import org.junit.jupiter.api.Test;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/**
 * Holds the rooms and their arrows (ARCHITECTURE.md): a package imports only what its row lists.
 */
class ArrowsTest {
    private static final String ROOT = "dev.carillon.";
    private static final Map<String, Set<String>> ROOMS = new LinkedHashMap<>();

    static {
        room("event");
        room("signature");
        room("stats");
        room("state");
        room("rule", "event", "signature");
        room("delivery", "event");
        room("format", "event", "rule", "delivery", "signature");
        room("match", "event", "rule");
        room("journal", "event", "delivery", "state");
        room("registry", "event", "rule", "signature", "state");
        room("endpoint", "event", "rule", "delivery", "format", "signature", "stats");
        room("deliver", "event", "rule", "delivery", "format", "journal", "endpoint", "stats");
        roomOverAll("notifier");
        roomOverAll("engine");
        room("store", "event", "state", "notifier", "stats");
        room("http", "signature", "stats");
        face("s3");
        face("topics");
        face("b2", "delivery", "endpoint");
        face("broker");
        face("admin", "delivery", "match", "journal", "deliver", "endpoint");
        room("b2client", "event", "rule", "signature");
        client("listen");
        client("receive");
        roomOverAll("server");
        roomOverAll("testkit");
    }

    private final JavaClasses classes =
            new ClassFileImporter()
                    .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
                    .importPackages("dev.carillon");

    @Test
    void a_package_imports_only_what_its_row_lists() {
        var wrong = new TreeSet<String>();
        for (JavaClass from : classes) {
            String room = roomOf(from);
            for (var arrow : from.getDirectDependenciesFromSelf()) {
                String to = roomOf(arrow.getTargetClass());
                if (!to.isEmpty() && !to.equals(room) && !allowed(room).contains(to)) {
                    wrong.add(room + " -> " + to + ": " + arrow.getDescription());
                }
            }
        }
        assertThat(wrong).isEmpty();
    }

    @Test
    void every_room_has_a_row() {
        var without = new TreeSet<String>();
        classes.forEach(it -> without.add(roomOf(it)));
        without.removeAll(ROOMS.keySet());
        assertThat(without).isEmpty();
    }

    @Test
    void no_circles() {
        slices().matching(ROOT + "(*)..").should().beFreeOfCycles().check(classes);
    }

    private static Set<String> allowed(String room) {
        return ROOMS.getOrDefault(room, Set.of());
    }

    private static String roomOf(JavaClass it) {
        String name = it.getBaseComponentType().getPackageName();
        if (!name.startsWith(ROOT)) {
            return "";
        }
        String rest = name.substring(ROOT.length());
        int end = rest.indexOf('.');
        return end < 0 ? rest : rest.substring(0, end);
    }

    private static void room(String name, String... imports) {
        ROOMS.put(name, Set.of(imports));
    }

    private static void roomOverAll(String name) {
        ROOMS.put(name, Set.copyOf(ROOMS.keySet()));
    }

    private static void face(String name, String... more) {
        room(
                name,
                with(
                        more,
                        "event",
                        "rule",
                        "format",
                        "signature",
                        "registry",
                        "notifier",
                        "store",
                        "http",
                        "stats"));
    }

    private static void client(String name) {
        room(
                name,
                "event",
                "rule",
                "delivery",
                "format",
                "signature",
                "state",
                "journal",
                "endpoint",
                "deliver",
                "engine",
                "b2client",
                "http",
                "stats");
    }

    private static String[] with(String[] more, String... names) {
        var all = new ArrayList<>(List.of(names));
        all.addAll(List.of(more));
        return all.toArray(String[]::new);
    }
}
