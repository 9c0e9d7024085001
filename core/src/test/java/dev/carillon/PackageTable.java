package dev.carillon;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The table of packages in ARCHITECTURE.md, as a reader understands it. The first column names one
 * package or several; the last lists what they may import: names, {@code -} for nothing, or {@code
 * all above}, with more for some of them in brackets, such as (`b2` also delivery, endpoint).
 */
final class PackageTable {
    private static final List<String> HEAD = List.of("package", "what it is for", "may import");
    private static final Pattern NAMES = Pattern.compile("`[a-z0-9]+`( `[a-z0-9]+`)*");
    private static final Pattern LIST = Pattern.compile("[a-z0-9]+(, [a-z0-9]+)*");
    private static final Pattern IMPORTS = Pattern.compile("([^()]*?)(?: \\((.*)\\))?");
    private static final Pattern MORE = Pattern.compile("`([a-z0-9]+)` also (.*)");

    private final Map<String, SortedSet<String>> imports = new LinkedHashMap<>();

    private PackageTable() {}

    /** Reads the table of this project. */
    static PackageTable ofArchitecture() {
        Path file = Path.of("ARCHITECTURE.md");
        Path found = Files.exists(file) ? file : Path.of("..").resolve(file);
        try {
            return parse(Files.readString(found));
        } catch (IOException e) {
            throw new UncheckedIOException("cannot read " + found.toAbsolutePath(), e);
        }
    }

    /**
     * Reads the table of a document.
     *
     * @throws IllegalArgumentException if there is none, or a row is not as it must be; the message
     *     has the row
     */
    static PackageTable parse(String document) {
        List<String> lines = document.lines().map(String::strip).toList();
        int head = 0;
        while (head < lines.size() && !cells(lines.get(head)).equals(HEAD)) {
            head++;
        }
        if (head == lines.size()) {
            throw new IllegalArgumentException(
                    "ARCHITECTURE.md has no table with the columns " + String.join(" | ", HEAD));
        }
        var table = new PackageTable();
        lines.stream().skip(head + 2L).takeWhile(line -> line.startsWith("|")).forEach(table::add);
        if (table.imports.isEmpty()) {
            throw new IllegalArgumentException(
                    "the table of packages in ARCHITECTURE.md has no rows");
        }
        return table;
    }

    /** Returns the packages that have a row. */
    SortedSet<String> packages() {
        return new TreeSet<>(imports.keySet());
    }

    /** Tells whether a package may import another; itself it may. */
    boolean allows(String importer, String imported) {
        return importer.equals(imported)
                || imports.getOrDefault(importer, new TreeSet<>()).contains(imported);
    }

    private void add(String line) {
        List<String> cells = cells(line);
        if (cells.size() != HEAD.size() || !NAMES.matcher(cells.getFirst()).matches()) {
            throw wrong(line, "it needs three columns, and package names in `back quotes`");
        }
        List<String> names = List.of(cells.getFirst().replace("`", "").split(" ", -1));
        Matcher said = IMPORTS.matcher(cells.getLast());
        if (!said.matches()) {
            throw wrong(line, "its last column has brackets that do not match");
        }
        SortedSet<String> common = list(said.group(1), line);
        names.forEach(name -> imports.put(name, new TreeSet<>(common)));
        if (said.group(2) != null) {
            for (String more : said.group(2).split("; ", -1)) {
                addTo(more, names, line);
            }
        }
    }

    private void addTo(String more, List<String> names, String line) {
        Matcher said = MORE.matcher(more);
        if (!said.matches() || !names.contains(said.group(1))) {
            throw wrong(line, "in brackets it must say: `one of its packages` also NAME, NAME");
        }
        imports.get(said.group(1)).addAll(list(said.group(2), line));
    }

    private SortedSet<String> list(String text, String line) {
        if (text.equals("-")) {
            return new TreeSet<>();
        }
        if (text.equals("all above")) {
            return packages();
        }
        if (!LIST.matcher(text).matches()) {
            throw wrong(line, "'" + text + "' is neither -, nor all above, nor NAME, NAME");
        }
        var listed = new TreeSet<>(List.of(text.split(", ", -1)));
        for (String name : listed) {
            if (!imports.containsKey(name)) {
                throw wrong(line, name + " has no row above it");
            }
        }
        return listed;
    }

    private static List<String> cells(String line) {
        if (!line.startsWith("|") || !line.endsWith("|") || line.length() < 2) {
            return List.of();
        }
        return List.of(line.substring(1, line.length() - 1).strip().split(" \\| ", -1));
    }

    private static IllegalArgumentException wrong(String line, String why) {
        return new IllegalArgumentException(
                "a row of the package table in ARCHITECTURE.md cannot be read, "
                        + why
                        + ": "
                        + line);
    }
}
