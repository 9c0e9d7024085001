/** The change of one object, as values only. */
@NullMarked
package dev.carillon.event;

import org.jspecify.annotations.NullMarked;
