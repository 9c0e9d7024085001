/** The journal: events and the deliveries owed for them, kept until settled. */
@NullMarked
package dev.carillon.journal;

import org.jspecify.annotations.NullMarked;
