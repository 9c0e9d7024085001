package dev.carillon.server;

import static org.assertj.core.api.Assertions.assertThat;

import static java.nio.charset.StandardCharsets.UTF_8;

import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Folders written by earlier programs: this program opens them and finds everything. */
class OlderFoldersIT {
    @TempDir Path folder;

    @ParameterizedTest
    @ValueSource(ints = {2, 3, 4, 5})
    void a_folder_of_an_earlier_format_has_all_it_had(int format) throws Exception {
        Path data = folder.resolve("data");
        unpack(Integer.toString(format), data);
        assertThat(Files.readString(data.resolve("format")).strip())
                .isEqualTo(Integer.toString(format));
        boolean recipients = format > 2;
        assertThat(owedAndDead(data))
                .containsExactly(
                        recipients ? SampleFolder.OWED + SampleRecipients.OWED : SampleFolder.OWED,
                        recipients ? 2 : 1);
        try (var receiver = SampleRecipients.receiver();
                var server = RunningServer.over(data, SampleFolder.FOR_EVER)) {
            SampleFolder.check(server);
            if (recipients) {
                new SampleRecipients(server, receiver, eventIds(format)).check();
            }
        }
        assertThat(owedAndDead(data)).containsExactly(0, 1);
        try (var server = RunningServer.over(data, SampleFolder.FOR_EVER)) {
            assertThat(server.s3().listBuckets().buckets()).hasSize(recipients ? 4 : 3);
        }
    }

    private static long[] owedAndDead(Path data) {
        DataAudit.Report report = DataAudit.of(data);
        assertThat(report.findings().words()).isEmpty();
        assertThat(report.journal().findings().words()).isEmpty();
        return new long[] {report.journal().owed(), report.journal().letters()};
    }

    /**
     * Returns the ids of the events by the keys of their objects, as the earlier program had them.
     */
    private static Map<String, String> eventIds(int format) throws IOException {
        var name = "/folders/format-" + format + ".events";
        try (var file = OlderFoldersIT.class.getResourceAsStream(name)) {
            var text = new String(Objects.requireNonNull(file, name).readAllBytes(), UTF_8);
            return text.lines()
                    .map(line -> line.split(" ", 2))
                    .collect(Collectors.toMap(line -> line[1], line -> line[0], (_, last) -> last));
        }
    }

    /** Unpacks a folder that the program of a format made. */
    static void unpack(String format, Path into) throws IOException, URISyntaxException {
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
