package dev.carillon.server;

import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/** Guesses which name a misspelt one stands for. */
final class Spelling {
    private Spelling() {}

    /**
     * Returns the name with the smallest edit distance, if that is less than half of its length.
     */
    static Optional<String> nearest(String typed, List<String> names) {
        return names.stream()
                .min(Comparator.comparingInt(name -> distance(typed, name)))
                .filter(name -> distance(typed, name) * 2 < name.length());
    }

    /**
     * Returns the number of letters to insert, delete or replace (Levenshtein); computes one row of
     * the table at a time.
     */
    private static int distance(String from, String to) {
        int[] row = new int[to.length() + 1];
        for (int column = 0; column <= to.length(); column++) {
            row[column] = column;
        }
        for (int line = 1; line <= from.length(); line++) {
            int diagonal = row[0];
            row[0] = line;
            for (int column = 1; column <= to.length(); column++) {
                int replaced = from.charAt(line - 1) == to.charAt(column - 1) ? 0 : 1;
                int next =
                        Math.min(diagonal + replaced, 1 + Math.min(row[column], row[column - 1]));
                diagonal = row[column];
                row[column] = next;
            }
        }
        return row[to.length()];
    }
}
