/** Delivery to AMQP 0-9-1 brokers. */
@NullMarked
package dev.carillon.amqp;

import org.jspecify.annotations.NullMarked;
