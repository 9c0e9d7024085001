package dev.carillon.script;

import java.util.List;

/**
 * A program to be run.
 *
 * @param arguments the program's file first; texts without NUL
 * @param environment the whole environment, as {@code NAME=value}
 * @param input what it reads from its standard input; not copied, so it must not be modified
 */
record Command(List<String> arguments, List<String> environment, byte[] input) {}
