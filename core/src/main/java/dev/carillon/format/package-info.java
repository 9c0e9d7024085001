/** The formats of messages: one file for each dialect. */
@NullMarked
package dev.carillon.format;

import org.jspecify.annotations.NullMarked;
