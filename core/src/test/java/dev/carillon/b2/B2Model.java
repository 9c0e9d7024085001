package dev.carillon.b2;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.stream.Stream;

/**
 * The requests of the B2 API in {@code b2/surface.txt}.
 *
 * @param fields by call
 */
record B2Model(Map<String, List<String>> fields, List<String> headers) {
    /** Reads the list. */
    static B2Model read() {
        var fields = new TreeMap<String, List<String>>();
        List<String> lines = lines();
        lines.stream()
                .filter(line -> line.startsWith("call "))
                .map(line -> Arrays.asList(line.split(" ")))
                .forEach(words -> fields.put(words.get(1), words.subList(2, words.size())));
        List<String> headers =
                lines.stream()
                        .filter(line -> line.startsWith("header "))
                        .map(line -> line.substring("header ".length()))
                        .toList();
        return new B2Model(fields, headers);
    }

    /** Returns the top-level fields of all calls. */
    List<String> allFields() {
        return fields.values().stream()
                .flatMap(List::stream)
                .filter(path -> path.indexOf('.') < 0)
                .distinct()
                .toList();
    }

    /** Returns the supported calls, two of our own included. */
    Stream<String> carriedOut() {
        return Arrays.stream(B2Operation.values()).map(B2Operation::call);
    }

    /** Returns the calls of the list that are not supported. */
    Stream<String> refused() {
        return fields.keySet().stream().filter(call -> B2Operation.of(call).isEmpty());
    }

    private static List<String> lines() {
        try (var in = B2Model.class.getResourceAsStream("/b2/surface.txt")) {
            byte[] bytes = Objects.requireNonNull(in).readAllBytes();
            return new String(bytes, StandardCharsets.UTF_8).lines().toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
