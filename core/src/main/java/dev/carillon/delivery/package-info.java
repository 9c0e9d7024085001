/** What is owed: deliveries, attempts, settlements and dead letters, as values only. */
@NullMarked
package dev.carillon.delivery;

import org.jspecify.annotations.NullMarked;
