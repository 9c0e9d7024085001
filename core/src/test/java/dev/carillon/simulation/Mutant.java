package dev.carillon.simulation;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.MalformedURLException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.regex.Pattern;
import java.util.stream.Stream;

import javax.tools.ToolProvider;

/** A copy of the product that one patch has broken. */
final class Mutant {
    private static final Pattern FIRST_SEED =
            Pattern.compile("^# First seed: ([0-9]+)$", Pattern.MULTILINE);
    private static final Pattern FILE = Pattern.compile("^\\+\\+\\+ b/(.+)$", Pattern.MULTILINE);
    private static final int MOST_CHARS = 160;

    private final Path patch;
    private final Path sources;
    private final Path classes;
    private final Settings settings;

    /**
     * The settings that all mutants have in common.
     *
     * @param root of the sources that the patches change
     * @param seeds that must be enough for each
     * @param limit for the simulation of one mutant
     */
    record Settings(Path root, long seeds, Duration limit) {}

    /** The result for a mutant. */
    record Outcome(boolean caught, String words) {
        static Outcome broken(String why) {
            return new Outcome(false, "BROKEN: " + why);
        }

        static Outcome survived(String how) {
            return new Outcome(false, "SURVIVED: " + how);
        }
    }

    /**
     * Prepares a mutant.
     *
     * @param work an empty folder for its sources and classes
     */
    Mutant(Path patch, Path work, Settings settings) throws IOException {
        this.patch = patch.toAbsolutePath();
        this.settings = settings;
        sources = Files.createDirectory(work.resolve("sources"));
        classes = Files.createDirectory(work.resolve("classes"));
    }

    /** Makes the mutant and runs the simulation with it. */
    Outcome outcome() throws Exception {
        String text = Files.readString(patch);
        List<String> files = FILE.matcher(text).results().map(found -> found.group(1)).toList();
        Optional<String> useless = applied(files).or(() -> compiled(files));
        if (useless.isPresent()) {
            return Outcome.broken(useless.get());
        }
        long first =
                FIRST_SEED
                        .matcher(text)
                        .results()
                        .mapToLong(found -> Long.parseLong(found.group(1)))
                        .findFirst()
                        .orElse(0);
        return simulated(first);
    }

    private Optional<String> applied(List<String> files) throws Exception {
        for (String file : files) {
            Path copy = sources.resolve(file);
            Files.createDirectories(copy.getParent());
            Files.copy(settings.root().resolve(file), copy);
        }
        var git = new ProcessBuilder("git", "apply", "-C1", patch.toString());
        git.environment().put("GIT_CEILING_DIRECTORIES", sources.getParent().toString());
        git.directory(sources.toFile()).redirectErrorStream(true);
        git.redirectInput(ProcessBuilder.Redirect.from(Path.of("/dev/null").toFile()));
        Process applying = git.start();
        String said = new String(applying.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        return applying.waitFor() == 0
                ? Optional.empty()
                : Optional.of("does not apply any more, refresh it: " + said.strip());
    }

    private Optional<String> compiled(List<String> files) {
        var arguments = new ArrayList<String>();
        arguments.addAll(List.of("-nowarn", "-proc:none", "-implicit:none", "-d"));
        arguments.addAll(List.of(classes.toString(), "-cp", System.getProperty("java.class.path")));
        files.forEach(file -> arguments.add(sources.resolve(file).toString()));
        var said = new ByteArrayOutputStream();
        int code =
                ToolProvider.getSystemJavaCompiler()
                        .run(null, said, said, arguments.toArray(String[]::new));
        return code == 0
                ? Optional.empty()
                : Optional.of(
                        "does not compile any more, refresh it: "
                                + said.toString(StandardCharsets.UTF_8));
    }

    /** Simulates seeds on a thread of their own, because a mutant may run for ever. */
    private Outcome simulated(long first) throws Exception {
        var ended = new CompletableFuture<Outcome>();
        try (var loader = new ProductLoader(classes)) {
            Thread.ofPlatform()
                    .daemon()
                    .start(() -> {
                        try {
                            ended.complete(simulated(loader, first));
                        } catch (Throwable e) {
                            ended.completeExceptionally(e);
                        }
                    });
            return ended.get(settings.limit().toSeconds(), TimeUnit.SECONDS);
        } catch (TimeoutException _) {
            return Outcome.survived("no end within " + settings.limit().toSeconds() + " s");
        }
    }

    private Outcome simulated(ClassLoader product, long first) throws Exception {
        Class<?> simulate = product.loadClass(Simulate.class.getName());
        var run = simulate.getDeclaredMethod("run", long.class, long.class);
        var failure = simulate.getDeclaredMethod("failure");
        run.setAccessible(true);
        failure.setAccessible(true);
        var found = (Optional<?>) failure.invoke(run.invoke(null, first, first + settings.seeds()));
        return found.map(Object::toString)
                .map(words -> words.replace("java.lang.AssertionError: ", ""))
                .map(words -> words.substring(0, Math.min(MOST_CHARS, words.length())))
                .map(words -> new Outcome(true, "caught: " + words.lines().findFirst().orElse("")))
                .orElseGet(() -> Outcome.survived(settings.seeds() + " seeds passed"));
    }

    /** Loads the product and its simulation anew, with the changed classes in front. */
    private static final class ProductLoader extends URLClassLoader {
        private static final String OWN = "dev.carillon.";

        ProductLoader(Path changed) {
            super(folders(changed), Mutant.class.getClassLoader());
        }

        private static URL[] folders(Path changed) {
            Stream<Path> others =
                    Pattern.compile(Pattern.quote(System.getProperty("path.separator")))
                            .splitAsStream(System.getProperty("java.class.path"))
                            .map(Path::of)
                            .filter(Files::isDirectory);
            return Stream.concat(Stream.of(changed), others)
                    .map(ProductLoader::url)
                    .toArray(URL[]::new);
        }

        private static URL url(Path folder) {
            try {
                return folder.toUri().toURL();
            } catch (MalformedURLException e) {
                throw new IllegalStateException(e);
            }
        }

        @Override
        protected Class<?> loadClass(String name, boolean resolve) throws ClassNotFoundException {
            if (!name.startsWith(OWN)) {
                return super.loadClass(name, resolve);
            }
            synchronized (getClassLoadingLock(name)) {
                Class<?> loaded = findLoadedClass(name);
                return loaded == null ? findClass(name) : loaded;
            }
        }
    }
}
