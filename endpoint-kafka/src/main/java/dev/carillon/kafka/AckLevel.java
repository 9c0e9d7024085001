package dev.carillon.kafka;

/** The acknowledgement of a record that counts as its delivery. */
enum AckLevel {
    /** None: a record counts as delivered once it was written to the connection. */
    NONE,
    /** That of the broker, given when all replicas in sync have the record. */
    BROKER
}
