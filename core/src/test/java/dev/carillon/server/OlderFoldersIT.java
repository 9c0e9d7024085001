package dev.carillon.server;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Objects;
import java.util.stream.Stream;

/** The folders of earlier programs, as they wrote them: this one opens them and finds all. */
class OlderFoldersIT {
    @TempDir Path folder;

    @ParameterizedTest
    @ValueSource(ints = 2)
    void a_folder_of_an_earlier_format_has_all_it_had(int format) throws Exception {
        Path data = folder.resolve("data");
        unpack(format, data);
        assertThat(Files.readString(data.resolve("format")).strip())
                .isEqualTo(Integer.toString(format));
        assertThat(owedAndDead(data)).containsExactly(SampleFolder.OWED, 1);
        try (var server = RunningServer.over(data, SampleFolder.FOR_EVER)) {
            SampleFolder.check(server);
        }
        assertThat(owedAndDead(data)).containsExactly(0, 1);
        try (var server = RunningServer.over(data, SampleFolder.FOR_EVER)) {
            assertThat(server.s3().listBuckets().buckets()).hasSize(3);
        }
    }

    private static long[] owedAndDead(Path data) {
        DataAudit.Report report = DataAudit.of(data);
        assertThat(report.findings().words()).isEmpty();
        assertThat(report.journal().findings().words()).isEmpty();
        return new long[] {report.journal().owed(), report.journal().letters()};
    }

    private static void unpack(int format, Path into) throws IOException, URISyntaxException {
        var name = "/folders/format-" + format + ".zip";
        var zip = Objects.requireNonNull(OlderFoldersIT.class.getResource(name), name);
        try (var packed = FileSystems.newFileSystem(Path.of(zip.toURI()));
                Stream<Path> files = Files.walk(packed.getPath("/"))) {
            for (Path file : files.toList()) {
                Path target = into.resolve(file.toString().substring(1));
                if (Files.isDirectory(file)) {
                    Files.createDirectories(target);
                } else {
                    Files.copy(file, target);
                }
            }
        }
    }
}
