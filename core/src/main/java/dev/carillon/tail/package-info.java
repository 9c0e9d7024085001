/** The live tail: follows the event log and sends its events to any number of readers. */
@NullMarked
package dev.carillon.tail;

import org.jspecify.annotations.NullMarked;
