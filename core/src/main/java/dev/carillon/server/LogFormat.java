package dev.carillon.server;

/** The format of log lines. */
public enum LogFormat {
    /** Text for people: time, level, message. */
    TEXT,
    /** JSON for log collectors, one object a line. */
    JSON
}
