package dev.carillon.embedded;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import javax.tools.ToolProvider;

/** Compiles and runs the Java example of README.md as it is written there. */
class ReadmeExampleIT {
    private static final Pattern BLOCK = Pattern.compile("```java\n(.*?)```", Pattern.DOTALL);

    /** The packages whose imports README.md leaves out. */
    private static final String BEGIN =
            """
            import dev.carillon.embedded.*;
            import dev.carillon.testkit.*;
            import java.net.URI;
            import java.time.Duration;
            import java.util.Map;
            import software.amazon.awssdk.auth.credentials.*;
            import software.amazon.awssdk.core.sync.RequestBody;
            import software.amazon.awssdk.regions.Region;
            import software.amazon.awssdk.services.s3.S3Client;
            import software.amazon.awssdk.services.s3.model.Event;
            import software.amazon.awssdk.services.sns.SnsClient;

            public class Example {
                public static void main(String[] args) throws Exception {
            """;

    @Test
    void the_example_prints_the_event(@TempDir Path folder) throws Exception {
        Path source = folder.resolve("Example.java");
        Files.writeString(source, BEGIN + block() + "}}");
        var said = new ByteArrayOutputStream();
        int result =
                ToolProvider.getSystemJavaCompiler()
                        .run(
                                null,
                                said,
                                said,
                                "-proc:none",
                                "-cp",
                                System.getProperty("java.class.path"),
                                "-d",
                                folder.toString(),
                                source.toString());
        assertThat(result).as(said.toString(StandardCharsets.UTF_8)).isZero();
        assertThat(run(folder)).contains("ObjectCreated:Put", "\"key\":\"hello.txt\"");
    }

    private static String run(Path classes) throws Exception {
        PrintStream before = System.out;
        var printed = new ByteArrayOutputStream();
        URL[] urls = {classes.toUri().toURL()};
        try (var loader = new URLClassLoader(urls, ReadmeExampleIT.class.getClassLoader())) {
            System.setOut(new PrintStream(printed, true, StandardCharsets.UTF_8));
            Class<?> example = loader.loadClass("Example");
            example.getMethod("main", String[].class).invoke(null, (Object) new String[0]);
        } finally {
            System.setOut(before);
        }
        return printed.toString(StandardCharsets.UTF_8);
    }

    private static String block() throws Exception {
        Path here = Path.of("README.md");
        String readme = Files.readString(Files.exists(here) ? here : Path.of("..").resolve(here));
        Matcher found = BLOCK.matcher(readme);
        assertThat(found.find()).as("README.md has a block of Java").isTrue();
        return found.group(1);
    }
}
