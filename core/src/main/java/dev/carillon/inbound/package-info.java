/** Messages that other programs send, read as events, tests and confirmations. */
@NullMarked
package dev.carillon.inbound;

import org.jspecify.annotations.NullMarked;
