/** Scripts that are run for events: one process for each event, or long-lived workers. */
@NullMarked
package dev.carillon.script;

import org.jspecify.annotations.NullMarked;
