/**
 * The contracts that every implementation must meet: one suite a contract, one subclass for each
 * implementation.
 */
@NullMarked
package dev.carillon.contract;

import org.jspecify.annotations.NullMarked;
