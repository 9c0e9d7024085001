/** The way of a change to its deliveries: match, journal, deliver. */
@NullMarked
package dev.carillon.notifier;

import org.jspecify.annotations.NullMarked;
