/** The configuration of notifications: topics, rules, filters, targets, and their validity. */
@NullMarked
package dev.carillon.rule;

import org.jspecify.annotations.NullMarked;
