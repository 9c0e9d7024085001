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
 * Requests of the B2 API as the list in {@code b2/surface.txt} has them.
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

    /** Fields at the top of the JSON of some call. */
    List<String> allFields() {
        return fields.values().stream()
                .flatMap(List::stream)
                .filter(path -> path.indexOf('.') < 0)
                .distinct()
                .toList();
    }

    /** The calls of the list that are carried out, and two of our own. */
    Stream<String> carriedOut() {
        return Arrays.stream(B2Operation.values()).map(B2Operation::call);
    }

    /** The calls of the list that are not carried out. */
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
