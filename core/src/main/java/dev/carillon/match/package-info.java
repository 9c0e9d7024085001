/** Finds the rules that match an event: an immutable index for each bucket. */
@NullMarked
package dev.carillon.match;

import org.jspecify.annotations.NullMarked;
