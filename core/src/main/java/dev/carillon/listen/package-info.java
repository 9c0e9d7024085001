/**
 * The listener: brings the events of a bucket to a local URL, and changes a rule only in a way that
 * can be undone.
 */
@NullMarked
package dev.carillon.listen;

import org.jspecify.annotations.NullMarked;
