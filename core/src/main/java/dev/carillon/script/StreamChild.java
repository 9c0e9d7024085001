package dev.carillon.script;

/**
 * A long-lived worker's process.
 *
 * @param group the process and those that it starts
 * @param input the end of a pipe from which it reads; writing to it does not block
 * @param output the end of a pipe to which it prints
 */
record StreamChild(ProcessGroup group, int input, int output) {}
