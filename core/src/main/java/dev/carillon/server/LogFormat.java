package dev.carillon.server;

/** How log lines are written. */
public enum LogFormat {
    /** For people: time, level, what happened. */
    TEXT,
    /** For collectors: one JSON object a line. */
    JSON
}
