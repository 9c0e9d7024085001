package dev.carillon.s3;

import static org.assertj.core.api.Assertions.assertThat;

import org.jspecify.annotations.Nullable;

import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.BucketVersioningStatus;
import software.amazon.awssdk.services.s3.model.ListObjectVersionsResponse;
import software.amazon.awssdk.services.s3.model.S3Exception;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.TreeMap;
import java.util.stream.Stream;

/** The expected versions of a bucket after any operations, according to Amazon's guide. */
final class VersionModel {
    private static final List<String> KEYS = List.of("a", "a/b", "c");
    private static final String UNNAMED = "null";

    private final S3Client s3;
    private final String bucket;
    private final Random random;
    private final TreeMap<String, List<Version>> keys = new TreeMap<>();
    private Mode mode = Mode.NEVER;
    private int contents;

    private enum Mode {
        NEVER,
        ENABLED,
        SUSPENDED
    }

    /** A version; empty content = a delete marker. */
    private record Version(String id, Optional<String> content) {}

    VersionModel(S3Client s3, String bucket, Random random) {
        this.s3 = s3;
        this.bucket = bucket;
        this.random = random;
        KEYS.forEach(text -> keys.put(text, new ArrayList<>()));
    }

    static void keep(S3Client s3, String bucket, boolean enabled) {
        var status = enabled ? BucketVersioningStatus.ENABLED : BucketVersioningStatus.SUSPENDED;
        s3.putBucketVersioning(
                builder -> builder.bucket(bucket).versioningConfiguration(v -> v.status(status)));
    }

    /** Performs an operation on both. */
    void step() {
        String key = KEYS.get(random.nextInt(KEYS.size()));
        switch (random.nextInt(12)) {
            case 0 -> {
                mode = random.nextBoolean() ? Mode.ENABLED : Mode.SUSPENDED;
                keep(s3, bucket, mode == Mode.ENABLED);
            }
            case 1, 2, 3, 4, 5 -> put(key);
            case 6, 7, 8 -> delete(key);
            default -> deleteVersion(key);
        }
    }

    private void put(String key) {
        String content = "content " + contents++;
        String id =
                s3.putObject(
                                builder -> builder.bucket(bucket).key(key),
                                RequestBody.fromString(content))
                        .versionId();
        made(key, id, Optional.of(content));
    }

    private void delete(String key) {
        String id = s3.deleteObject(builder -> builder.bucket(bucket).key(key)).versionId();
        if (mode == Mode.NEVER) {
            of(key).clear();
        } else {
            made(key, id, Optional.empty());
        }
    }

    private void made(String key, @Nullable String id, Optional<String> content) {
        if (mode == Mode.ENABLED) {
            assertThat(id).isNotNull().isNotEqualTo(UNNAMED);
            of(key).addFirst(new Version(String.valueOf(id), content));
        } else {
            of(key).removeIf(version -> version.id().equals(UNNAMED));
            of(key).addFirst(new Version(UNNAMED, content));
        }
    }

    private void deleteVersion(String key) {
        if (of(key).isEmpty()) {
            return;
        }
        Version version = of(key).remove(random.nextInt(of(key).size()));
        s3.deleteObject(builder -> builder.bucket(bucket).key(key).versionId(version.id()));
    }

    /** Compares everything that can be read: lists in pages of any size, and every object. */
    void check() {
        checkPages("", 1 + random.nextInt(5));
        checkPages("a", 1 + random.nextInt(5));
        assertThat(s3.listObjectsV2(builder -> builder.bucket(bucket)).contents())
                .extracting(s3Object -> s3Object.key())
                .isEqualTo(KEYS.stream().filter(text -> newest(text).isPresent()).toList());
        for (String key : KEYS) {
            assertThat(read(key, null)).isEqualTo(newest(key));
            of(key).forEach(version ->
                    assertThat(read(key, version.id())).isEqualTo(version.content()));
        }
    }

    /**
     * Compares pages without their inner order, because the SDK returns versions and markers in
     * separate lists.
     */
    private void checkPages(String prefix, int piece) {
        List<String> left = lines(prefix);
        for (List<String> page : pages(s3, bucket, prefix, piece)) {
            int size = Math.min(piece, left.size());
            assertThat(page).containsExactlyInAnyOrderElementsOf(left.subList(0, size));
            left = left.subList(size, left.size());
        }
        assertThat(left).isEmpty();
    }

    /**
     * Returns all versions in pages: key, content or {@code -} for a marker, and whether it is the
     * newest.
     */
    static List<List<String>> pages(S3Client s3, String bucket, String prefix, int piece) {
        var pages = new ArrayList<List<String>>();
        String key = "";
        String version = "";
        while (true) {
            String afterKey = key;
            String afterVersion = version;
            ListObjectVersionsResponse page =
                    s3.listObjectVersions(builder ->
                            builder.bucket(bucket)
                                    .prefix(prefix)
                                    .maxKeys(piece)
                                    .keyMarker(afterKey)
                                    .versionIdMarker(afterVersion));
            pages.add(lines(s3, bucket, page));
            if (!page.isTruncated()) {
                return pages;
            }
            key = page.nextKeyMarker();
            version = page.nextVersionIdMarker();
        }
    }

    private static List<String> lines(S3Client s3, String bucket, ListObjectVersionsResponse page) {
        var lines = new ArrayList<String>();
        page.versions()
                .forEach(objectVersion -> {
                    String text =
                            s3.getObjectAsBytes(g ->
                                            g.bucket(bucket)
                                                    .key(objectVersion.key())
                                                    .versionId(objectVersion.versionId()))
                                    .asUtf8String();
                    lines.add(line(objectVersion.key(), text, objectVersion.isLatest()));
                });
        page.deleteMarkers().forEach(entry -> lines.add(line(entry.key(), "-", entry.isLatest())));
        return lines;
    }

    private static String line(String key, String content, boolean latest) {
        return key + " " + content + (latest ? " latest" : "");
    }

    private List<String> lines(String prefix) {
        return KEYS.stream()
                .filter(text -> text.startsWith(prefix))
                .flatMap(key -> lines(key, of(key)))
                .toList();
    }

    private static Stream<String> lines(String key, List<Version> versions) {
        var lines = new ArrayList<String>();
        for (Version version : versions) {
            lines.add(line(key, version.content().orElse("-"), lines.isEmpty()));
        }
        return lines.stream();
    }

    private Optional<String> newest(String key) {
        return of(key).isEmpty() ? Optional.empty() : of(key).getFirst().content();
    }

    private List<Version> of(String key) {
        return keys.computeIfAbsent(key, _ -> new ArrayList<>());
    }

    private Optional<String> read(String key, @Nullable String version) {
        try {
            return Optional.of(
                    s3.getObjectAsBytes(
                                    builder -> builder.bucket(bucket).key(key).versionId(version))
                            .asUtf8String());
        } catch (S3Exception e) {
            assertThat(e.statusCode()).isEqualTo(version == null ? 404 : 405);
            return Optional.empty();
        }
    }
}
