/** Who asked to be told: topics, rules, filters, targets, and what makes them valid. */
@NullMarked
package dev.carillon.rule;

import org.jspecify.annotations.NullMarked;
