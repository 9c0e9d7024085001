/** The promise: events and what is owed for them, kept until settled. */
@NullMarked
package dev.carillon.journal;

import org.jspecify.annotations.NullMarked;
