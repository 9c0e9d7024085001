/** The values of delivery: deliveries, attempts, settlements and dead letters. */
@NullMarked
package dev.carillon.delivery;

import org.jspecify.annotations.NullMarked;
