/** The event broker: takes events that others publish, and passes them on to subscribers. */
@NullMarked
package dev.carillon.broker;

import org.jspecify.annotations.NullMarked;
