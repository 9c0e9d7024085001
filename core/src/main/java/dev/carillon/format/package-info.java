/** The bytes on the wire: one file a dialect. */
@NullMarked
package dev.carillon.format;

import org.jspecify.annotations.NullMarked;
