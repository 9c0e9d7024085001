import com.google.googlejavaformat.java.Formatter;
import com.google.googlejavaformat.java.JavaFormatterOptions;
import com.google.googlejavaformat.java.JavaFormatterOptions.Style;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/**
 * Keeps every Java file of the repository in one layout: {@code check DIR} names the files that
 * differ and exits 1, {@code apply DIR} rewrites them.
 */
final class Format {
    private Format() {}

    public static void main(String[] args) throws Exception {
        boolean apply = args[0].equals("apply");
        var root = Path.of(args[1]);
        var formatter = new Formatter(JavaFormatterOptions.builder().style(Style.AOSP).build());
        int different = 0;
        for (Path file : sources(root)) {
            String before = Files.readString(file);
            String after = formatter.formatSourceAndFixImports(before);
            if (before.equals(after)) {
                continue;
            }
            different++;
            if (apply) {
                Files.writeString(file, after);
            }
            System.out.println((apply ? "formatted " : "not formatted: ") + root.relativize(file));
        }
        if (different > 0 && !apply) {
            System.out.println("run: mvn -q -pl build verify -Pformat");
            System.exit(1);
        }
    }

    private static List<Path> sources(Path root) throws IOException {
        try (var files = Files.walk(root)) {
            return files.filter(file -> file.toString().endsWith(".java"))
                    .filter(file -> !root.relativize(file).toString().contains("target/"))
                    .sorted()
                    .toList();
        }
    }
}
