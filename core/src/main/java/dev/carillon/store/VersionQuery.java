package dev.carillon.store;

import java.util.OptionalLong;

/**
 * A query for a list of versions.
 *
 * @param names as in a list of objects; with {@code afterStamp} its {@link ListQuery#after} is a
 *     key of which some versions were listed
 * @param afterStamp only versions of the key {@link ListQuery#after} that are older than this one
 *     are listed, and later keys; empty = none
 */
public record VersionQuery(ListQuery names, OptionalLong afterStamp) {}
