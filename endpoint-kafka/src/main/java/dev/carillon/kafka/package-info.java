/** Delivery to Apache Kafka brokers. */
@NullMarked
package dev.carillon.kafka;

import org.jspecify.annotations.NullMarked;
