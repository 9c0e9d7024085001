/** What every implementation of a contract must do: one suite a contract, one subclass each. */
@NullMarked
package dev.carillon.contract;

import org.jspecify.annotations.NullMarked;
