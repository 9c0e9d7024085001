/** Lanes: take a delivery, attempt it, decide, settle; in order, at a pace, behind a breaker. */
@NullMarked
package dev.carillon.deliver;

import org.jspecify.annotations.NullMarked;
