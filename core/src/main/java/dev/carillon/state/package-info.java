/** The ordered key-value store everything durable lives in: one contract, engines behind it. */
@NullMarked
package dev.carillon.state;

import org.jspecify.annotations.NullMarked;
