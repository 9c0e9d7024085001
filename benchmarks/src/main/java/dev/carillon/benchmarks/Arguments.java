package dev.carillon.benchmarks;

import java.util.List;

/** The arguments of the command line: numbers, each with a default. */
record Arguments(List<String> given) {
    static Arguments of(String... args) {
        return new Arguments(List.of(args).stream().filter(text -> !text.isBlank()).toList());
    }

    int number(int index, int otherwise) {
        return given.size() > index ? Integer.parseInt(given.get(index)) : otherwise;
    }
}
